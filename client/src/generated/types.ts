// Made from the contract by `npm run client:generate`.

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | {
  [name: string]: Json;
};

/** What `auth.login` takes. */
export interface LoginRequest {
  username: string;
  password: string;
  studio?: string | undefined;
  clientType?: 'web' | 'mobile' | 'desktop' | undefined;
}

/** What `auth.refreshTokens` takes. */
export interface RefreshTokensRequest {
  refreshToken: string;
}

/** What `auth.changePassword` takes. */
export interface ChangePasswordRequest {
  currentPassword: string;
  newPassword: string;
}

/** What `projects.create` takes. */
export interface CreateProjectRequest {
  name: string;
  description?: string | undefined;
  driveMapping?: {
    workingFiles: string;
    renderOutputs: string;
    mediaFiles: string;
    cacheFiles: string;
    backupFiles?: string | undefined;
  } | undefined;
  pathSegments?: {
    middlePath: string;
    versionDir: string;
    workDir: string;
    publishDir: string;
    cacheDir: string;
  } | undefined;
  templates?: {
    workingFile: string;
    renderOutput: string;
    mediaFile: string;
    cacheFile: string;
    submission: string;
  } | undefined;
  filenamePatterns?: {
    [name: string]: string;
  } | undefined;
  nameCleaningRules?: {
    sequencePattern: string;
    sequenceReplacement: string;
    shotPattern: string;
    shotReplacement: string;
    episodePattern: string;
    episodeReplacement: string;
  } | undefined;
  versionSettings?: {
    padding: number;
    startVersion: number;
    increment: number;
    format?: string | undefined;
    /** Publishing locks a version unless this is false. */
    lockOnPublish?: boolean | undefined;
  } | undefined;
  taskSettings?: {
    defaultFileExtensions: {
      [name: string]: string;
    };
    renderFormats: {
      [name: string]: readonly string[];
    };
  } | undefined;
  statuses?: readonly ({
    name: string;
    category: 'todo' | 'active' | 'done' | 'cancelled';
  })[] | undefined;
  milestones?: readonly string[] | undefined;
  taskTypes?: readonly string[] | undefined;
  priorityLevels?: readonly string[] | undefined;
  clientSettings?: {
    versionReset: boolean;
    defaultClient: string;
    deliveryFormats: readonly string[];
    approvalRequired: boolean;
  } | undefined;
  platformSettings?: {
    windows?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    } | undefined;
    linux?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    } | undefined;
  } | undefined;
  frameSettings?: {
    padding: number;
    defaultStart: number;
    defaultFps: number;
  } | undefined;
  colorPipeline?: {
    ocioConfigPath?: string | undefined;
    workingColorspace: string;
    displayColorspace: string;
  } | null | undefined;
  projectBudget?: {
    totalMandays: number;
    allocatedMandays: number;
    remainingMandays: number;
  } | null | undefined;
  projectTimeline?: {
    startDate: string;
    endDate: string;
  } | null | undefined;
  mediaConfiguration?: {
    defaultFrameRate: number;
    dailyReviewFormats: readonly string[];
    dailyReviewResolution: {
      name?: string | undefined;
      width: number;
      height: number;
    };
    finalDeliveryFormats: readonly string[];
    finalDeliveryResolution: {
      name?: string | undefined;
      width: number;
      height: number;
    };
  } | null | undefined;
  /** The workflow: to which statuses each may go; those it does not name may go to any. null: from any to any. */
  statusTransitions?: {
    [name: string]: readonly string[];
  } | null | undefined;
  /** Fields of this project’s tasks beside the common ones, by name */
  customFields?: {
    [name: string]: {
      type: 'text' | 'number' | 'boolean' | 'date';
      label?: string | undefined;
    } | {
      type: 'choice';
      label?: string | undefined;
      choices: readonly string[];
    };
  } | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json;
    } | undefined;
  } | null | undefined;
  id: string;
  /** What is left out is taken from this project’s settings; but not its description, budget, timeline and origin */
  copyFrom?: string | undefined;
}

/** What `projects.replace` takes. */
export interface ReplaceProjectRequest {
  name: string;
  description?: string | undefined;
  driveMapping?: {
    workingFiles: string;
    renderOutputs: string;
    mediaFiles: string;
    cacheFiles: string;
    backupFiles?: string | undefined;
  } | undefined;
  pathSegments?: {
    middlePath: string;
    versionDir: string;
    workDir: string;
    publishDir: string;
    cacheDir: string;
  } | undefined;
  templates?: {
    workingFile: string;
    renderOutput: string;
    mediaFile: string;
    cacheFile: string;
    submission: string;
  } | undefined;
  filenamePatterns?: {
    [name: string]: string;
  } | undefined;
  nameCleaningRules?: {
    sequencePattern: string;
    sequenceReplacement: string;
    shotPattern: string;
    shotReplacement: string;
    episodePattern: string;
    episodeReplacement: string;
  } | undefined;
  versionSettings?: {
    padding: number;
    startVersion: number;
    increment: number;
    format?: string | undefined;
    /** Publishing locks a version unless this is false. */
    lockOnPublish?: boolean | undefined;
  } | undefined;
  taskSettings?: {
    defaultFileExtensions: {
      [name: string]: string;
    };
    renderFormats: {
      [name: string]: readonly string[];
    };
  } | undefined;
  statuses?: readonly ({
    name: string;
    category: 'todo' | 'active' | 'done' | 'cancelled';
  })[] | undefined;
  milestones?: readonly string[] | undefined;
  taskTypes?: readonly string[] | undefined;
  priorityLevels?: readonly string[] | undefined;
  clientSettings?: {
    versionReset: boolean;
    defaultClient: string;
    deliveryFormats: readonly string[];
    approvalRequired: boolean;
  } | undefined;
  platformSettings?: {
    windows?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    } | undefined;
    linux?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    } | undefined;
  } | undefined;
  frameSettings?: {
    padding: number;
    defaultStart: number;
    defaultFps: number;
  } | undefined;
  colorPipeline?: {
    ocioConfigPath?: string | undefined;
    workingColorspace: string;
    displayColorspace: string;
  } | null | undefined;
  projectBudget?: {
    totalMandays: number;
    allocatedMandays: number;
    remainingMandays: number;
  } | null | undefined;
  projectTimeline?: {
    startDate: string;
    endDate: string;
  } | null | undefined;
  mediaConfiguration?: {
    defaultFrameRate: number;
    dailyReviewFormats: readonly string[];
    dailyReviewResolution: {
      name?: string | undefined;
      width: number;
      height: number;
    };
    finalDeliveryFormats: readonly string[];
    finalDeliveryResolution: {
      name?: string | undefined;
      width: number;
      height: number;
    };
  } | null | undefined;
  /** The workflow: to which statuses each may go; those it does not name may go to any. null: from any to any. */
  statusTransitions?: {
    [name: string]: readonly string[];
  } | null | undefined;
  /** Fields of this project’s tasks beside the common ones, by name */
  customFields?: {
    [name: string]: {
      type: 'text' | 'number' | 'boolean' | 'date';
      label?: string | undefined;
    } | {
      type: 'choice';
      label?: string | undefined;
      choices: readonly string[];
    };
  } | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json;
    } | undefined;
  } | null | undefined;
  id?: unknown | undefined;
  taskCount?: unknown | undefined;
  progress?: unknown | undefined;
  revision?: unknown | undefined;
  createdAt?: unknown | undefined;
  updatedAt?: unknown | undefined;
  createdBy?: unknown | undefined;
  updatedBy?: unknown | undefined;
  archivedAt?: unknown | undefined;
}

/** What `projects.update` takes. */
export interface UpdateProjectRequest {
  name?: string | null | undefined;
  description?: string | null | undefined;
  driveMapping?: {
    workingFiles?: string | null | undefined;
    renderOutputs?: string | null | undefined;
    mediaFiles?: string | null | undefined;
    cacheFiles?: string | null | undefined;
    backupFiles?: string | null | undefined;
  } | null | undefined;
  pathSegments?: {
    middlePath?: string | null | undefined;
    versionDir?: string | null | undefined;
    workDir?: string | null | undefined;
    publishDir?: string | null | undefined;
    cacheDir?: string | null | undefined;
  } | null | undefined;
  templates?: {
    workingFile?: string | null | undefined;
    renderOutput?: string | null | undefined;
    mediaFile?: string | null | undefined;
    cacheFile?: string | null | undefined;
    submission?: string | null | undefined;
  } | null | undefined;
  filenamePatterns?: {
    [name: string]: string | null;
  } | null | undefined;
  nameCleaningRules?: {
    sequencePattern?: string | null | undefined;
    sequenceReplacement?: string | null | undefined;
    shotPattern?: string | null | undefined;
    shotReplacement?: string | null | undefined;
    episodePattern?: string | null | undefined;
    episodeReplacement?: string | null | undefined;
  } | null | undefined;
  versionSettings?: {
    padding?: number | null | undefined;
    startVersion?: number | null | undefined;
    increment?: number | null | undefined;
    format?: string | null | undefined;
    lockOnPublish?: boolean | null | undefined;
  } | null | undefined;
  taskSettings?: {
    defaultFileExtensions?: {
      [name: string]: string | null;
    } | null | undefined;
    renderFormats?: {
      [name: string]: readonly string[] | null;
    } | null | undefined;
  } | null | undefined;
  statuses?: readonly ({
    name: string;
    category: 'todo' | 'active' | 'done' | 'cancelled';
  })[] | null | undefined;
  milestones?: readonly string[] | null | undefined;
  taskTypes?: readonly string[] | null | undefined;
  priorityLevels?: readonly string[] | null | undefined;
  clientSettings?: {
    versionReset?: boolean | null | undefined;
    defaultClient?: string | null | undefined;
    deliveryFormats?: readonly string[] | null | undefined;
    approvalRequired?: boolean | null | undefined;
  } | null | undefined;
  platformSettings?: {
    windows?: {
      workingRoot?: string | null | undefined;
      renderRoot?: string | null | undefined;
      mediaRoot?: string | null | undefined;
    } | null | undefined;
    linux?: {
      workingRoot?: string | null | undefined;
      renderRoot?: string | null | undefined;
      mediaRoot?: string | null | undefined;
    } | null | undefined;
  } | null | undefined;
  frameSettings?: {
    padding?: number | null | undefined;
    defaultStart?: number | null | undefined;
    defaultFps?: number | null | undefined;
  } | null | undefined;
  colorPipeline?: {
    ocioConfigPath?: string | null | undefined;
    workingColorspace?: string | null | undefined;
    displayColorspace?: string | null | undefined;
  } | null | undefined;
  projectBudget?: {
    totalMandays?: number | null | undefined;
    allocatedMandays?: number | null | undefined;
    remainingMandays?: number | null | undefined;
  } | null | undefined;
  projectTimeline?: {
    startDate?: string | null | undefined;
    endDate?: string | null | undefined;
  } | null | undefined;
  mediaConfiguration?: {
    defaultFrameRate?: number | null | undefined;
    dailyReviewFormats?: readonly string[] | null | undefined;
    dailyReviewResolution?: {
      name?: string | null | undefined;
      width?: number | null | undefined;
      height?: number | null | undefined;
    } | null | undefined;
    finalDeliveryFormats?: readonly string[] | null | undefined;
    finalDeliveryResolution?: {
      name?: string | null | undefined;
      width?: number | null | undefined;
      height?: number | null | undefined;
    } | null | undefined;
  } | null | undefined;
  statusTransitions?: {
    [name: string]: readonly string[] | null;
  } | null | undefined;
  customFields?: {
    [name: string]: {
      type: 'text' | 'number' | 'boolean' | 'date';
      label?: string | undefined;
    } | {
      type: 'choice';
      label?: string | undefined;
      choices: readonly string[];
    } | null;
  } | null | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json | null;
    } | null | undefined;
  } | null | undefined;
}

/** What `tasks.create` takes. */
export interface CreateTaskRequest {
  projectId: string;
  type?: 'shot' | 'asset' | 'sequence' | undefined;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  shot: string;
  task: string;
  /** A username, or a free name */
  artist?: string | undefined;
  status?: string | undefined;
  milestone?: string | undefined;
  milestoneNote?: string | undefined;
  frameRange?: {
    start: number;
    end: number;
  } | null | undefined;
  priority?: string | undefined;
  startTime?: string | null | undefined;
  deadline?: string | null | undefined;
  /** Hours */
  actualTimeLogged?: number | undefined;
  estimatedDurationHours?: number | undefined;
  versions?: readonly string[] | undefined;
  currentVersion?: string | null | undefined;
  publishedVersion?: string | null | undefined;
  clientSubmissionHistory?: readonly Json[] | undefined;
  fileExtension?: string | undefined;
  masterFile?: boolean | undefined;
  workingFilePath?: string | undefined;
  renderOutputPath?: string | undefined;
  mediaFilePath?: string | undefined;
  cacheFilePath?: string | undefined;
  filename?: string | undefined;
  labels?: readonly string[] | undefined;
  /** Other tasks of the studio that have to do with it; what it waits for is `blockedBy` */
  linkedTaskIds?: readonly string[] | undefined;
  /** Values of the fields that the project declares in `customFields` */
  customFields?: {
    [name: string]: Json;
  } | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json;
    } | undefined;
  } | null | undefined;
  id?: string | undefined;
}

/** What `tasks.update` takes. */
export interface UpdateTaskRequest {
  type?: 'shot' | 'asset' | 'sequence' | null | undefined;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  shot?: string | null | undefined;
  task?: string | null | undefined;
  artist?: string | null | undefined;
  status?: string | null | undefined;
  milestone?: string | null | undefined;
  milestoneNote?: string | null | undefined;
  frameRange?: {
    start?: number | null | undefined;
    end?: number | null | undefined;
  } | null | undefined;
  priority?: string | null | undefined;
  startTime?: string | null | undefined;
  deadline?: string | null | undefined;
  actualTimeLogged?: number | null | undefined;
  estimatedDurationHours?: number | null | undefined;
  versions?: readonly string[] | null | undefined;
  currentVersion?: string | null | undefined;
  publishedVersion?: string | null | undefined;
  clientSubmissionHistory?: readonly Json[] | null | undefined;
  fileExtension?: string | null | undefined;
  masterFile?: boolean | null | undefined;
  workingFilePath?: string | null | undefined;
  renderOutputPath?: string | null | undefined;
  mediaFilePath?: string | null | undefined;
  cacheFilePath?: string | null | undefined;
  filename?: string | null | undefined;
  labels?: readonly string[] | null | undefined;
  linkedTaskIds?: readonly string[] | null | undefined;
  customFields?: {
    [name: string]: Json | null;
  } | null | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json | null;
    } | null | undefined;
  } | null | undefined;
}

/** What `tasks.replace` takes. */
export interface ReplaceTaskRequest {
  type?: 'shot' | 'asset' | 'sequence' | undefined;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  shot: string;
  task: string;
  /** A username, or a free name */
  artist?: string | undefined;
  status?: string | undefined;
  milestone?: string | undefined;
  milestoneNote?: string | undefined;
  frameRange?: {
    start: number;
    end: number;
  } | null | undefined;
  priority?: string | undefined;
  startTime?: string | null | undefined;
  deadline?: string | null | undefined;
  /** Hours */
  actualTimeLogged?: number | undefined;
  estimatedDurationHours?: number | undefined;
  versions?: readonly string[] | undefined;
  currentVersion?: string | null | undefined;
  publishedVersion?: string | null | undefined;
  clientSubmissionHistory?: readonly Json[] | undefined;
  fileExtension?: string | undefined;
  masterFile?: boolean | undefined;
  workingFilePath?: string | undefined;
  renderOutputPath?: string | undefined;
  mediaFilePath?: string | undefined;
  cacheFilePath?: string | undefined;
  filename?: string | undefined;
  labels?: readonly string[] | undefined;
  /** Other tasks of the studio that have to do with it; what it waits for is `blockedBy` */
  linkedTaskIds?: readonly string[] | undefined;
  /** Values of the fields that the project declares in `customFields` */
  customFields?: {
    [name: string]: Json;
  } | undefined;
  importedFrom?: {
    createdAt?: string | null | undefined;
    updatedAt?: string | null | undefined;
    extra?: {
      [name: string]: Json;
    } | undefined;
  } | null | undefined;
  id?: unknown | undefined;
  projectId?: unknown | undefined;
  sequenceClean?: unknown | undefined;
  shotClean?: unknown | undefined;
  episodeClean?: unknown | undefined;
  blockedBy?: unknown | undefined;
  revision?: unknown | undefined;
  createdAt?: unknown | undefined;
  updatedAt?: unknown | undefined;
  createdBy?: unknown | undefined;
  updatedBy?: unknown | undefined;
  archivedAt?: unknown | undefined;
}

/** What `tasks.revert` takes. */
export interface RevertTaskRequest {
  revision: number;
}

/** What `tasks.bulk` takes. */
export interface BulkTasksRequest {
  operations: readonly ({
    op: 'create';
    id?: string | undefined;
    data: {
      projectId: string;
      type?: 'shot' | 'asset' | 'sequence' | undefined;
      episode?: string | null | undefined;
      sequence?: string | null | undefined;
      shot: string;
      task: string;
      /** A username, or a free name */
      artist?: string | undefined;
      status?: string | undefined;
      milestone?: string | undefined;
      milestoneNote?: string | undefined;
      frameRange?: {
        start: number;
        end: number;
      } | null | undefined;
      priority?: string | undefined;
      startTime?: string | null | undefined;
      deadline?: string | null | undefined;
      /** Hours */
      actualTimeLogged?: number | undefined;
      estimatedDurationHours?: number | undefined;
      versions?: readonly string[] | undefined;
      currentVersion?: string | null | undefined;
      publishedVersion?: string | null | undefined;
      clientSubmissionHistory?: readonly Json[] | undefined;
      fileExtension?: string | undefined;
      masterFile?: boolean | undefined;
      workingFilePath?: string | undefined;
      renderOutputPath?: string | undefined;
      mediaFilePath?: string | undefined;
      cacheFilePath?: string | undefined;
      filename?: string | undefined;
      labels?: readonly string[] | undefined;
      /** Other tasks of the studio that have to do with it; what it waits for is `blockedBy` */
      linkedTaskIds?: readonly string[] | undefined;
      /** Values of the fields that the project declares in `customFields` */
      customFields?: {
        [name: string]: Json;
      } | undefined;
      importedFrom?: {
        createdAt?: string | null | undefined;
        updatedAt?: string | null | undefined;
        extra?: {
          [name: string]: Json;
        } | undefined;
      } | null | undefined;
    };
  } | {
    op: 'update';
    id: string;
    /** As `If-Match`: nobody may have written since */
    revision?: number | undefined;
    data: {
      type?: 'shot' | 'asset' | 'sequence' | null | undefined;
      episode?: string | null | undefined;
      sequence?: string | null | undefined;
      shot?: string | null | undefined;
      task?: string | null | undefined;
      artist?: string | null | undefined;
      status?: string | null | undefined;
      milestone?: string | null | undefined;
      milestoneNote?: string | null | undefined;
      frameRange?: {
        start?: number | null | undefined;
        end?: number | null | undefined;
      } | null | undefined;
      priority?: string | null | undefined;
      startTime?: string | null | undefined;
      deadline?: string | null | undefined;
      actualTimeLogged?: number | null | undefined;
      estimatedDurationHours?: number | null | undefined;
      versions?: readonly string[] | null | undefined;
      currentVersion?: string | null | undefined;
      publishedVersion?: string | null | undefined;
      clientSubmissionHistory?: readonly Json[] | null | undefined;
      fileExtension?: string | null | undefined;
      masterFile?: boolean | null | undefined;
      workingFilePath?: string | null | undefined;
      renderOutputPath?: string | null | undefined;
      mediaFilePath?: string | null | undefined;
      cacheFilePath?: string | null | undefined;
      filename?: string | null | undefined;
      labels?: readonly string[] | null | undefined;
      linkedTaskIds?: readonly string[] | null | undefined;
      customFields?: {
        [name: string]: Json | null;
      } | null | undefined;
      importedFrom?: {
        createdAt?: string | null | undefined;
        updatedAt?: string | null | undefined;
        extra?: {
          [name: string]: Json | null;
        } | null | undefined;
      } | null | undefined;
    };
  } | {
    op: 'archive';
    id: string;
    /** As `If-Match`: nobody may have written since */
    revision?: number | undefined;
  } | {
    op: 'restore';
    id: string;
    /** As `If-Match`: nobody may have written since */
    revision?: number | undefined;
  })[];
}

/** What `breakdown.createShot` takes. */
export interface CreateShotRequest {
  name: string;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  description?: string | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  /** Frames that are worked on before and after the cut */
  handles?: {
    /** Frames */
    head?: number | undefined;
    /** Frames */
    tail?: number | undefined;
  } | undefined;
  /** null: that of the project */
  frameRate?: number | null | undefined;
  /** The id of a media record, or an https URL */
  thumbnail?: string | null | undefined;
}

/** What `breakdown.updateShot` takes. */
export interface UpdateShotRequest {
  description?: string | null | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  handles?: {
    head?: number | null | undefined;
    tail?: number | null | undefined;
  } | null | undefined;
  frameRate?: number | null | undefined;
  thumbnail?: string | null | undefined;
}

/** What `breakdown.createAsset` takes. */
export interface CreateAssetRequest {
  name: string;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  description?: string | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  /** Frames that are worked on before and after the cut */
  handles?: {
    /** Frames */
    head?: number | undefined;
    /** Frames */
    tail?: number | undefined;
  } | undefined;
  /** null: that of the project */
  frameRate?: number | null | undefined;
  /** The id of a media record, or an https URL */
  thumbnail?: string | null | undefined;
}

/** What `breakdown.updateAsset` takes. */
export interface UpdateAssetRequest {
  description?: string | null | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  handles?: {
    head?: number | null | undefined;
    tail?: number | null | undefined;
  } | null | undefined;
  frameRate?: number | null | undefined;
  thumbnail?: string | null | undefined;
}

/** What `breakdown.createSequence` takes. */
export interface CreateSequenceRequest {
  name: string;
  episode?: string | null | undefined;
  sequence?: string | null | undefined;
  description?: string | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  /** Frames that are worked on before and after the cut */
  handles?: {
    /** Frames */
    head?: number | undefined;
    /** Frames */
    tail?: number | undefined;
  } | undefined;
  /** null: that of the project */
  frameRate?: number | null | undefined;
  /** The id of a media record, or an https URL */
  thumbnail?: string | null | undefined;
}

/** What `breakdown.updateSequence` takes. */
export interface UpdateSequenceRequest {
  description?: string | null | undefined;
  cutIn?: number | null | undefined;
  cutOut?: number | null | undefined;
  handles?: {
    head?: number | null | undefined;
    tail?: number | null | undefined;
  } | null | undefined;
  frameRate?: number | null | undefined;
  thumbnail?: string | null | undefined;
}

/** What `breakdown.castAsset` takes. */
export interface CastAssetRequest {
  /** How many of it are in the shot */
  count?: number | undefined;
  note?: string | undefined;
}

/** What `paths.generate` takes. */
export interface GeneratePathsRequest {
  projectId: string;
  /** Unless given, the current version of the task, or the first one */
  version?: number | string | undefined;
  /** One of the project’s `filenamePatterns` */
  fileType: string;
  platform: 'windows' | 'linux';
  /** Only these; else all */
  kinds?: readonly ('workingFile' | 'renderOutput' | 'mediaFile' | 'cacheFile' | 'submission')[] | undefined;
  /** Values for the project’s custom fields, before those of the task; `metadata` holds what you like */
  customFields?: {
    [name: string]: Json;
  } | undefined;
  /** A frame, or ####, %04d or $F4 for all; render_sequence asks for it */
  frame?: number | string | undefined;
  /** render_sequence asks for it */
  ext?: string | undefined;
  client?: string | undefined;
  /** Unless given, the version */
  clientVersion?: number | string | undefined;
  deliveryType?: string | undefined;
  /** Your username unless given */
  user?: string | undefined;
  taskId?: string | undefined;
  taskIds?: readonly string[] | undefined;
  /** A task that there is none of yet */
  task?: {
    episode?: string | null | undefined;
    sequence?: string | null | undefined;
    shot: string;
    task: string;
    /** A username, or a free name */
    artist?: string | undefined;
    status?: string | undefined;
    priority?: string | undefined;
    /** Values of the fields that the project declares in `customFields` */
    customFields?: {
      [name: string]: Json;
    } | undefined;
  } | undefined;
}

/** What `paths.validate` takes. */
export interface ValidatePathRequest {
  projectId: string;
  path: string;
}

/** A shot list */
export type ImportTasksRequest = string;

/** What `versions.create` takes. */
export interface CreateVersionRequest {
  description?: string | undefined;
  filePath?: string | undefined;
  /** Bytes */
  fileSize?: number | null | undefined;
  metadata?: {
    [name: string]: Json;
  } | undefined;
  /** The next one, unless said otherwise */
  number?: number | undefined;
  /** You, unless said otherwise; for whoever reviews */
  author?: string | undefined;
  /** The current one, unless said otherwise; null for none */
  parentVersion?: string | null | undefined;
}

/** What `versions.update` takes. */
export interface UpdateVersionRequest {
  description?: string | null | undefined;
  filePath?: string | null | undefined;
  fileSize?: number | null | undefined;
  metadata?: {
    [name: string]: Json | null;
  } | null | undefined;
  status?: 'wip' | 'review' | 'approved' | 'rejected' | 'published' | 'archived' | null | undefined;
}

/** What `versions.lock` takes. */
export interface LockVersionRequest {
  reason?: string | undefined;
}

/** What `versions.unlock` takes. */
export interface UnlockVersionRequest {
  reason?: string | undefined;
}

/** What `versions.publish` takes. */
export interface PublishVersionRequest {
  notes?: string | undefined;
}

/** What `versions.createSubmission` takes. */
export interface CreateSubmissionRequest {
  version: string;
  /** The project’s default client, unless said otherwise */
  client?: string | undefined;
  /** The client’s next one; without `versionReset`, the version’s own number */
  clientVersion?: string | undefined;
  deliveryType?: string | undefined;
  notes?: string | undefined;
}

/** What `timeEntries.create` takes. */
export interface CreateTimeEntryRequest {
  /** The day of the work, from 2000-01-01 to 366 days from today */
  date: string;
  hours: number;
  note?: string | undefined;
  /** Whose, as a user id or `me`; yours, if it is left out */
  userId?: string | undefined;
}

/** What `timeEntries.update` takes. */
export interface UpdateTimeEntryRequest {
  date?: string | null | undefined;
  hours?: number | null | undefined;
  note?: string | null | undefined;
}

/** What `comments.create` takes. */
export interface CreateCommentRequest {
  /** `@username` mentions somebody who may see the project; the first 50 names count */
  text: string;
  parentId?: string | undefined;
}

/** What `comments.update` takes. */
export interface UpdateCommentRequest {
  /** `@username` mentions somebody who may see the project; the first 50 names count */
  text: string;
}

/** What `messages.send` takes. */
export interface SendMessageRequest {
  /** Usernames: begins a thread with these people */
  to?: readonly string[] | undefined;
  /** Of a thread that begins */
  subject?: string | undefined;
  /** Instead of `to` and `subject`: the thread that it belongs to */
  threadId?: string | undefined;
  text: string;
}

/** What `messages.readThread` takes. */
export interface ReadThreadRequest {
  /** Counted from 1 in its thread */
  number?: number | undefined;
}

/** What `messages.update` takes. */
export interface UpdateMessageRequest {
  text: string;
}

/** What `notifications.create` takes. */
export interface CreateNotificationRequest {
  /** Who hears of it */
  userId: string;
  type: 'task_assigned' | 'task_updated' | 'comment_added' | 'mention' | 'review_result' | 'deadline_near' | 'deadline_passed' | 'version_published' | 'submission' | 'announcement' | 'message';
  title: string;
  message: string;
  /** With a `projectId` or `taskId`, it is only for who may see that */
  data?: {
    [name: string]: Json;
  } | undefined;
  priority?: 'low' | 'medium' | 'high' | 'urgent' | undefined;
  /** In seven days, if nothing is said; in ninety at most */
  expiresAt?: string | undefined;
}

/** What `notifications.bulk` takes. */
export interface BulkNotificationsRequest {
  action: 'read' | 'unread' | 'delete';
  ids?: readonly string[] | undefined;
  all?: true | undefined;
  /** Of `all` */
  filters?: {
    isRead?: boolean | undefined;
    type?: readonly ('task_assigned' | 'task_updated' | 'comment_added' | 'mention' | 'review_result' | 'deadline_near' | 'deadline_passed' | 'version_published' | 'submission' | 'announcement' | 'message')[] | undefined;
    project?: readonly string[] | undefined;
    priority?: readonly ('low' | 'medium' | 'high' | 'urgent')[] | undefined;
    since?: string | undefined;
  } | undefined;
}

/** What `notifications.update` takes. */
export interface UpdateNotificationRequest {
  isRead: boolean;
}

/** What `notifications.setPreferences` takes. */
export interface SetNotificationPreferencesRequest {
  /** `off`: not at all; `inbox`: when you look; `live`: on your sockets too, as it is by default */
  types: {
    task_assigned?: 'off' | 'inbox' | 'live' | undefined;
    task_updated?: 'off' | 'inbox' | 'live' | undefined;
    comment_added?: 'off' | 'inbox' | 'live' | undefined;
    mention?: 'off' | 'inbox' | 'live' | undefined;
    review_result?: 'off' | 'inbox' | 'live' | undefined;
    deadline_near?: 'off' | 'inbox' | 'live' | undefined;
    deadline_passed?: 'off' | 'inbox' | 'live' | undefined;
    version_published?: 'off' | 'inbox' | 'live' | undefined;
    submission?: 'off' | 'inbox' | 'live' | undefined;
    announcement?: 'off' | 'inbox' | 'live' | undefined;
    message?: 'off' | 'inbox' | 'live' | undefined;
  };
  revision?: unknown | undefined;
}

/** What `notifications.watchTask` takes. */
export interface WatchTaskRequest {
  level: 'watch' | 'mute';
}

/** What `notifications.watchProject` takes. */
export interface WatchProjectRequest {
  level: 'watch' | 'mute';
}

/** What `users.create` takes. */
export interface CreateUserRequest {
  displayName: string;
  email?: string | null | undefined;
  department?: string | null | undefined;
  role: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client';
  username: string;
  password: string;
}

/** What `users.update` takes. */
export interface UpdateUserRequest {
  displayName?: string | null | undefined;
  email?: string | null | undefined;
  department?: string | null | undefined;
  role?: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client' | null | undefined;
}

/** What `users.resetPassword` takes. */
export interface ResetPasswordRequest {
  newPassword: string;
}

/** What `members.set` takes. */
export interface SetMemberRequest {
  role: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
}

/** What `apiKeys.create` takes. */
export interface CreateApiKeyRequest {
  /** What it is for, as in "farm submitter" */
  name: string;
  role?: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client' | undefined;
  /** Its role in projects, by project id */
  projects?: {
    [name: string]: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  } | undefined;
  /** What it may do at most, whatever its roles allow; seeing what that is about is added */
  scopes: readonly ('project.read' | 'project.create' | 'project.update' | 'project.archive' | 'task.read' | 'task.history' | 'task.create' | 'task.progress' | 'task.update' | 'task.archive' | 'path.read' | 'task.import' | 'breakdown.change' | 'version.read' | 'version.create' | 'version.update' | 'version.review' | 'version.publish' | 'version.unlock' | 'version.submit' | 'timeEntry.read' | 'timeEntry.create' | 'timeEntry.change' | 'comment.read' | 'comment.create' | 'comment.update' | 'comment.delete' | 'notification.create' | 'user.read' | 'member.read' | 'member.change')[];
  /** null: when it is revoked */
  expiresAt?: string | null | undefined;
}

/** What `featureFlags.setRule` takes. */
export interface SetFeatureFlagRuleRequest {
  /** For how many in a hundred it is on: always for the same people; 100 is the whole studio, 0 nobody */
  percentage: number;
  /** On or off for everybody of a studio role, whatever the percentage */
  roles?: {
    [name: string]: boolean;
  } | undefined;
  /** On or off for single people, by user id, whatever their role */
  users?: {
    [name: string]: boolean;
  } | undefined;
}

/** What `system.getHealth` gives. */
export interface Health {
  status: 'healthy';
  timestamp: string;
}

/** Why it did not work. */
export interface Error {
  error: {
    code: 'VALIDATION_ERROR' | 'MALFORMED_BODY' | 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'FORBIDDEN' | 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'NOT_ACCEPTABLE' | 'CONFLICT' | 'GONE' | 'VERSION_CONFLICT' | 'PAYLOAD_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE' | 'IDEMPOTENCY_MISMATCH' | 'PRECONDITION_REQUIRED' | 'RATE_LIMITED' | 'INTERNAL' | 'UNAVAILABLE';
    message: string;
    details: ErrorDetail[];
    /** Also in `X-Request-Id` and in our logs */
    requestId: string;
    timestamp: string;
    /** What the code means, and what to do about it */
    docUrl: string;
    [name: string]: unknown;
  };
}

/** One refused field. */
export interface ErrorDetail {
  /** A dotted path into the input, or the name of a parameter or header */
  field: string;
  message: string;
  code: 'REQUIRED_FIELD' | 'UNKNOWN_FIELD' | 'INVALID_TYPE' | 'INVALID_VALUE' | 'OUT_OF_RANGE' | 'INVALID_FORMAT' | 'TOO_LONG' | 'DUPLICATE' | 'NOT_FOUND';
  /** What would have been accepted */
  suggestion?: string;
}

/** What `system.getOpenapi` gives. */
export interface OpenapiDocument {
  openapi: string;
  [name: string]: unknown;
}

/** What `auth.login`, `auth.refreshTokens` give. */
export interface Tokens {
  accessToken: string;
  tokenType: 'bearer';
  expiresIn: number;
  refreshToken: string;
}

/** A sign-in that is still good. */
export interface Session {
  id: string;
  clientType: 'web' | 'mobile' | 'desktop' | 'service';
  createdAt: string;
  /** When its tokens were refreshed last */
  lastUsedAt: string;
  expiresAt: string;
  /** Whether this request is of it */
  current: boolean;
}

/** About this answer. */
export interface Meta {
  /** Also in `X-Request-Id` and in our logs */
  requestId: string;
  timestamp: string;
  apiVersion: 'v1';
}

/** Where this page stands. */
export interface Pagination {
  limit: number;
  /** For the next page; absent at the end, and only there */
  nextCursor?: string;
  hasMore: boolean;
  /** Rows on all pages, where it is known */
  total?: number;
}

/** Who you are here, and your roles. */
export interface Me {
  id: string;
  username: string;
  displayName: string;
  email: string | null;
  studio: string;
  role: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client';
  projects: {
    [name: string]: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  };
  clientType: 'web' | 'mobile' | 'desktop' | 'service';
  sessionId: string;
}

/** What `auth.createWebsocketTicket` gives. */
export interface WebsocketTicket {
  ticket: string;
  expiresAt: string;
}

/** What `auth.getKeySet` gives. */
export interface KeySet {
  keys: {
    kty: 'RSA';
    use: 'sig';
    alg: 'RS256';
    kid: string;
    n: string;
    e: string;
  }[];
}

/** A production and its configuration. */
export interface Project {
  id: string;
  name: string;
  description: string;
  driveMapping: {
    workingFiles: string;
    renderOutputs: string;
    mediaFiles: string;
    cacheFiles: string;
    backupFiles?: string;
  };
  pathSegments: {
    middlePath: string;
    versionDir: string;
    workDir: string;
    publishDir: string;
    cacheDir: string;
  };
  templates: {
    workingFile: string;
    renderOutput: string;
    mediaFile: string;
    cacheFile: string;
    submission: string;
  };
  filenamePatterns: {
    [name: string]: string;
  };
  nameCleaningRules: {
    sequencePattern: string;
    sequenceReplacement: string;
    shotPattern: string;
    shotReplacement: string;
    episodePattern: string;
    episodeReplacement: string;
  };
  versionSettings: {
    padding: number;
    startVersion: number;
    increment: number;
    format?: string;
    /** Publishing locks a version unless this is false. */
    lockOnPublish?: boolean;
  };
  taskSettings: {
    defaultFileExtensions: {
      [name: string]: string;
    };
    renderFormats: {
      [name: string]: string[];
    };
  };
  statuses: ({
    name: string;
    category: 'todo' | 'active' | 'done' | 'cancelled';
  })[];
  milestones: string[];
  taskTypes: string[];
  priorityLevels: string[];
  clientSettings: {
    versionReset: boolean;
    defaultClient: string;
    deliveryFormats: string[];
    approvalRequired: boolean;
  };
  platformSettings: {
    windows?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    };
    linux?: {
      workingRoot: string;
      renderRoot: string;
      mediaRoot: string;
    };
  };
  frameSettings: {
    padding: number;
    defaultStart: number;
    defaultFps: number;
  };
  colorPipeline: {
    ocioConfigPath: string;
    workingColorspace: string;
    displayColorspace: string;
  } | null;
  projectBudget: {
    totalMandays: number;
    allocatedMandays: number;
    remainingMandays: number;
  } | null;
  projectTimeline: {
    startDate: string;
    endDate: string;
  } | null;
  mediaConfiguration: {
    defaultFrameRate: number;
    dailyReviewFormats: string[];
    dailyReviewResolution: {
      name?: string;
      width: number;
      height: number;
    };
    finalDeliveryFormats: string[];
    finalDeliveryResolution: {
      name?: string;
      width: number;
      height: number;
    };
  } | null;
  /** The workflow: to which statuses each may go; those it does not name may go to any. null: from any to any. */
  statusTransitions: {
    [name: string]: string[];
  } | null;
  /** Fields of this project’s tasks beside the common ones, by name */
  customFields: {
    [name: string]: {
      type: 'text' | 'number' | 'boolean' | 'date';
      label?: string;
    } | {
      type: 'choice';
      label?: string;
      choices: string[];
    };
  };
  importedFrom: {
    createdAt?: string | null;
    updatedAt?: string | null;
    extra?: {
      [name: string]: Json;
    };
  } | null;
  taskCount: number;
  progress: Progress;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** A part of `Project`. */
export interface Progress {
  tasksByStatus: {
    [name: string]: number;
  };
  /** In a status whose category is done */
  doneTasks: number;
  /** Neither done nor cancelled */
  openTasks: number;
  /** Of what is not cancelled, to the tenth */
  percentDone: number;
}

/** What `projects.listChanges` gives. */
export interface ProjectChanges {
  channel: string;
  /** The newest number of the channel */
  head: number;
  /** Ask again, after the last of these */
  hasMore: boolean;
  messages: ChannelMessage[];
}

/** A part of `ProjectChanges`. */
export interface ChannelMessage {
  type: string;
  id: string;
  channel: string;
  seq: number;
  createdAt: string;
  data: {
    [name: string]: Json;
  };
}

/** What `tasks.list` gives. */
export interface TaskRow {
  id: string;
  projectId?: string;
  type?: 'shot' | 'asset' | 'sequence';
  episode?: string | null;
  sequence?: string | null;
  shot?: string;
  task?: string;
  artist?: string;
  status?: string;
  milestone?: string;
  milestoneNote?: string;
  frameRange?: {
    start: number;
    end: number;
  } | null;
  priority?: string;
  startTime?: string | null;
  deadline?: string | null;
  actualTimeLogged?: number;
  estimatedDurationHours?: number;
  versions?: string[];
  currentVersion?: string | null;
  publishedVersion?: string | null;
  clientSubmissionHistory?: Json[];
  fileExtension?: string;
  masterFile?: boolean;
  workingFilePath?: string;
  renderOutputPath?: string;
  mediaFilePath?: string;
  cacheFilePath?: string;
  filename?: string;
  labels?: string[];
  linkedTaskIds?: string[];
  customFields?: {
    [name: string]: Json;
  };
  importedFrom?: {
    createdAt?: string | null;
    updatedAt?: string | null;
    extra?: {
      [name: string]: Json;
    };
  } | null;
  sequenceClean?: string;
  shotClean?: string;
  episodeClean?: string;
  blockedBy?: string[];
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision?: number;
  createdAt?: string;
  updatedAt?: string;
  /** User id of the creator */
  createdBy?: string | null;
  /** User id of who changed it last */
  updatedBy?: string | null;
  archivedAt?: string | null;
}

/** A piece of work on a shot, an asset or a sequence. */
export interface Task {
  id: string;
  projectId: string;
  type: 'shot' | 'asset' | 'sequence';
  episode: string | null;
  sequence: string | null;
  shot: string;
  task: string;
  /** A username, or a free name */
  artist: string;
  status: string;
  milestone: string;
  milestoneNote: string;
  frameRange: {
    start: number;
    end: number;
  } | null;
  priority: string;
  startTime: string | null;
  deadline: string | null;
  /** Hours */
  actualTimeLogged: number;
  estimatedDurationHours: number;
  versions: string[];
  currentVersion: string | null;
  publishedVersion: string | null;
  clientSubmissionHistory: Json[];
  fileExtension: string;
  masterFile: boolean;
  workingFilePath: string;
  renderOutputPath: string;
  mediaFilePath: string;
  cacheFilePath: string;
  filename: string;
  labels: string[];
  /** Other tasks of the studio that have to do with it; what it waits for is `blockedBy` */
  linkedTaskIds: string[];
  /** Values of the fields that the project declares in `customFields` */
  customFields: {
    [name: string]: Json;
  };
  importedFrom: {
    createdAt?: string | null;
    updatedAt?: string | null;
    extra?: {
      [name: string]: Json;
    };
  } | null;
  sequenceClean: string;
  shotClean: string;
  episodeClean: string;
  /** The tasks that it waits for; changed by PUT and DELETE of its `dependencies` */
  blockedBy: string[];
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** How many tasks have each value, most first; sequences as they are cleaned. */
export interface TaskFacets {
  total: number;
  status: {
    value: string;
    count: number;
  }[];
  task: {
    value: string;
    count: number;
  }[];
  artist: {
    value: string;
    count: number;
  }[];
  milestone: {
    value: string;
    count: number;
  }[];
  sequence: {
    value: string;
    count: number;
  }[];
}

/** What `tasks.export` gives. */
export type ExportedTasks = Task[];

/** One revision of a task: who changed what. */
export interface TaskChange {
  revision: number;
  type: string;
  at: string;
  actor: {
    id: string | null;
    username: string | null;
  };
  changes: {
    [name: string]: {
      old: Json;
      new: Json;
    };
  };
}

/** What `tasks.bulk` gives. */
export interface BulkResult {
  dryRun: boolean;
  succeeded: number;
  failed: number;
  results: ({
    index: number;
    id: string | null;
    /** As the same operation would have answered alone */
    status: number;
    revision?: number;
    error?: {
      code: string;
      message: string;
      details: {
        [name: string]: unknown;
      }[];
      [name: string]: unknown;
    };
  })[];
}

/** A shot, an asset or a sequence with its tasks. */
export interface SummarisedBreakdownItem {
  id: string;
  projectId: string;
  type: 'shot' | 'asset' | 'sequence';
  name: string;
  episode: string | null;
  sequence: string | null;
  description: string;
  cutIn: number | null;
  cutOut: number | null;
  /** Frames that are worked on before and after the cut */
  handles: {
    /** Frames */
    head: number;
    /** Frames */
    tail: number;
  };
  /** null: that of the project */
  frameRate: number | null;
  /** The id of a media record, or an https URL */
  thumbnail: string | null;
  /** Frames from `cutIn` to `cutOut`, both among them */
  cutDuration: number | null;
  /** false: only its tasks tell of it yet; any change records it */
  recorded: boolean;
  /** Counts the changes; 0 of what is not recorded */
  revision: number;
  createdAt: string | null;
  updatedAt: string | null;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
  /** Its own, in the order of the project’s task types; the first 100 */
  tasks: ({
    id: string;
    task: string;
    status: string;
    category: 'todo' | 'active' | 'done' | 'cancelled';
    artist: string;
    deadline: string | null;
  })[];
  rollup: BreakdownRollup;
}

/** How far the tasks are; of a sequence, those of its shots among them. */
export interface BreakdownRollup {
  /** `done`: all that is not cancelled is; `todo`: nothing is begun; `cancelled`: all is; else `active` */
  status: 'todo' | 'active' | 'done' | 'cancelled';
  total: number;
  done: number;
  cancelled: number;
  /** Percent of what is not cancelled, to the tenth */
  progress: number;
}

/** A shot, an asset or a sequence. Names are cleaned by the project’s rules. */
export interface BreakdownItem {
  id: string;
  projectId: string;
  type: 'shot' | 'asset' | 'sequence';
  name: string;
  episode: string | null;
  sequence: string | null;
  description: string;
  cutIn: number | null;
  cutOut: number | null;
  /** Frames that are worked on before and after the cut */
  handles: {
    /** Frames */
    head: number;
    /** Frames */
    tail: number;
  };
  /** null: that of the project */
  frameRate: number | null;
  /** The id of a media record, or an https URL */
  thumbnail: string | null;
  /** Frames from `cutIn` to `cutOut`, both among them */
  cutDuration: number | null;
  /** false: only its tasks tell of it yet; any change records it */
  recorded: boolean;
  /** Counts the changes; 0 of what is not recorded */
  revision: number;
  createdAt: string | null;
  updatedAt: string | null;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** That an asset is in a shot. */
export interface Casting {
  projectId: string;
  shotId: string;
  assetId: string;
  shot: {
    name: string;
    episode: string | null;
    sequence: string | null;
  };
  asset: {
    name: string;
    thumbnail: string | null;
  };
  /** How many of it are in the shot */
  count: number;
  note: string;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What a task waits for and what waits for it, each by id. */
export interface TaskDependencies {
  /** What has to be done before */
  blockedBy: DependencySummary[];
  /** What waits for it */
  blocks: DependencySummary[];
}

/** A part of `TaskDependencies`. */
export interface DependencySummary {
  id: string;
  type: 'shot' | 'asset' | 'sequence';
  episode: string | null;
  sequence: string | null;
  shot: string;
  task: string;
  /** A username, or a free name */
  artist: string;
  status: string;
  startTime: string | null;
  deadline: string | null;
  archivedAt: string | null;
}

/** What `paths.generate` gives. */
export type GeneratedPathsOfTasks = GeneratedPaths | GeneratedPaths[];

/** The paths of a task, of the kinds that were asked for. */
export interface GeneratedPaths {
  /** Of a task that there is */
  taskId?: string;
  workingFile?: string;
  renderOutput?: string;
  mediaFile?: string;
  cacheFile?: string;
  submission?: string;
  filename: string;
  /** What was put into the templates */
  variables: {
    [name: string]: string;
  };
}

/** What `paths.validate` gives. */
export interface RecognizedPath {
  valid: boolean;
  kind: 'workingFile' | 'renderOutput' | 'mediaFile' | 'cacheFile' | 'submission' | null;
  platform: 'windows' | 'linux' | null;
  fileType: string | null;
  project: string | null;
  episode: string | null;
  sequence: string | null;
  shot: string | null;
  task: string | null;
  version: number | null;
  filename: string | null;
  /** All that the path tells */
  variables: {
    [name: string]: string;
  };
  /** Where there is such a task */
  taskId: string | null;
  /** Why it is not valid */
  problem: {
    message: string;
    /** Of the template that it comes nearest to */
    kind: 'workingFile' | 'renderOutput' | 'mediaFile' | 'cacheFile' | 'submission';
    /** Which level does not fit, from 1 */
    position: number;
    /** That level; null where the path ends early */
    segment: string | null;
    /** null where the path should have ended */
    expected: string | null;
  } | null;
}

/** A shot list on its way to become tasks. */
export interface TaskImport {
  /** null: of a preview nothing is kept */
  importId: string | null;
  projectId: string;
  onExisting: 'skip' | 'update' | 'fail';
  status: 'preview' | 'running' | 'completed' | 'failed';
  /** Why it has failed */
  problem: string | null;
  progress: ImportProgress;
  /** What becomes of the first 100; empty of a job */
  rows: ImportedRow[];
  /** At most 200 */
  errors: ImportError[];
  /** At most 200 */
  warnings: ImportWarning[];
  errorCount: number;
  warningCount: number;
  createdAt: string;
  finishedAt: string | null;
}

/** How many tasks of a list are done. */
export interface ImportProgress {
  total: number;
  done: number;
  created: number;
  updated: number;
  /** There already, and left as they are */
  skipped: number;
  /** Of rows that were refused: a row is done as a whole or not at all */
  failed: number;
  /** Shots, assets and sequences that were recorded */
  itemsCreated: number;
  /** … whose cut was changed, with `onExisting=update` */
  itemsUpdated: number;
}

/** A part of `TaskImport`. */
export interface ImportedRow {
  row: number;
  tasks: ({
    id: string;
    shot: string;
    task: string;
    action: 'create' | 'update' | 'skip' | 'fail';
    estimatedDurationHours: number;
    frameRange: {
      start: number;
      end: number;
    } | null;
  })[];
}

/** A part of `TaskImport`. */
export interface ImportError {
  /** Counted from the first below the header; null: about the whole list */
  row: number | null;
  /** The column, as the list calls it */
  field: string;
  message: string;
  suggestion?: string;
  code: 'REQUIRED_FIELD' | 'UNKNOWN_FIELD' | 'INVALID_TYPE' | 'INVALID_VALUE' | 'OUT_OF_RANGE' | 'INVALID_FORMAT' | 'TOO_LONG' | 'DUPLICATE' | 'NOT_FOUND';
}

/** A part of `TaskImport`. */
export interface ImportWarning {
  /** Counted from the first below the header; null: about the whole list */
  row: number | null;
  /** The column, as the list calls it */
  field: string;
  message: string;
  suggestion?: string;
  /** The value that is taken instead */
  taken?: string;
}

/** How far an import is; what is wrong with its list, it says itself. */
export interface TaskImportSummary {
  importId: string;
  projectId: string;
  onExisting: 'skip' | 'update' | 'fail';
  status: 'preview' | 'running' | 'completed' | 'failed';
  /** Why it has failed */
  problem: string | null;
  progress: ImportProgress;
  createdAt: string;
  finishedAt: string | null;
  /** Whoever began it */
  createdBy: {
    id: string;
    username: string | null;
  };
}

/** A version of a task’s file. */
export interface Version {
  id: string;
  number: number;
  label: string;
  taskId: string;
  projectId: string;
  status: 'wip' | 'review' | 'approved' | 'rejected' | 'published' | 'archived';
  /** A username, or a free name */
  author: string | null;
  description: string;
  filePath: string;
  /** Bytes */
  fileSize: number | null;
  metadata: {
    [name: string]: Json;
  };
  /** The version it was made from */
  parentVersion: string | null;
  lock: {
    /** A username */
    by: string;
    at: string;
    reason: string;
  } | null;
  /** Who last took a lock off, and why */
  unlocked: {
    /** A username */
    by: string;
    at: string;
    reason: string;
  } | null;
  publish: {
    /** A username */
    by: string;
    at: string;
    notes: string;
  } | null;
  /** What clients know it by, to whom it was submitted */
  clientVersions: {
    client: string;
    clientVersion: string;
  }[];
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What `versions.compare` gives. */
export interface VersionComparison {
  from: Version;
  to: Version;
  differences: {
    field: string;
    from: Json;
    to: Json;
  }[];
  /** null where one has no size */
  fileSizeDeltaBytes: number | null;
  /** Between their creations; less than nothing backwards */
  secondsBetween: number;
  /** What happened to the versions between, oldest first; the first hundred */
  events: ({
    version: string;
    type: string;
    at: string;
    actor: string | null;
  })[];
}

/** Archived versions count by status, author and bytes only. */
export interface VersionStatistics {
  total: number;
  byStatus: {
    wip: number;
    review: number;
    approved: number;
    rejected: number;
    published: number;
    archived: number;
  };
  byAuthor: {
    value: string;
    count: number;
  }[];
  totalBytes: number;
  latest: string | null;
  published: string | null;
  /** null of fewer than two */
  averageSecondsBetween: number | null;
}

/** A version that went to a client, and what the client knows it by. */
export interface Submission {
  version: string | null;
  client: string | null;
  clientVersion: string | null;
  deliveryType: string | null;
  notes: string;
  submittedAt: string | null;
}

/** Hours that somebody worked on a task on a day. */
export interface TimeEntry {
  id: string;
  taskId: string;
  projectId: string;
  /** Whose hours these are */
  userId: string;
  username: string | null;
  /** The day of the work */
  date: string;
  hours: number;
  note: string;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** Hours added up. Overtime is counted within what is asked for, in the order in which hours were entered. */
export interface TimeTotals {
  groupBy: 'task' | 'person' | 'week' | 'day';
  hours: number;
  /** Of these, what is beyond 8 hours of one person on one day */
  overtimeHours: number;
  entries: number;
  /** By key, ascending */
  groups: ({
    /** A task id, a user id, an ISO week or a day */
    key: string;
    /** By person only */
    username?: string | null;
    hours: number;
    /** Of these, what is beyond 8 hours of one person on one day */
    overtimeHours: number;
    entries: number;
  })[];
}

/** What somebody says about a task, to those who work on it. */
export interface Comment {
  id: string;
  taskId: string;
  projectId: string;
  /** The comment that the thread begins with; its own id, if that is this one */
  threadId: string;
  /** What it replies to */
  parentId: string | null;
  author: {
    id: string;
    username: string | null;
  };
  /** Empty, where it was deleted */
  text: string;
  mentions: ({
    id: string;
    username: string | null;
  })[];
  /** When its text was changed last */
  editedAt: string | null;
  deleted: boolean;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What a comment said. */
export interface CommentVersion {
  text: string;
  /** When it was written */
  at: string;
}

/** What a few people of the studio say to each other. */
export interface MessageThread {
  id: string;
  subject: string | null;
  /** Whoever began it comes first */
  participants: ({
    id: string;
    username: string | null;
  })[];
  /** How many messages came after the last one that you have read */
  unread: number;
  lastMessage: Message;
  createdAt: string;
}

/** What somebody says to the others of a thread, and to nobody else. */
export interface Message {
  threadId: string;
  /** Counted from 1 in its thread */
  number: number;
  author: {
    id: string;
    username: string | null;
  };
  /** Empty, where it was deleted */
  text: string;
  /** When its text was changed last */
  editedAt: string | null;
  deleted: boolean;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What `search.search` gives. */
export interface SearchHit {
  type: 'project' | 'task';
  id: string;
  projectId: string;
  /** A project’s name; a task’s shot and department */
  title: string;
  status: string | null;
  artist: string | null;
}

/** What `notifications.list`, `notifications.create`, `notifications.get` and others give. */
export interface Notification {
  id: string;
  userId: string;
  type: 'task_assigned' | 'task_updated' | 'comment_added' | 'mention' | 'review_result' | 'deadline_near' | 'deadline_passed' | 'version_published' | 'submission' | 'announcement' | 'message';
  title: string;
  message: string;
  data: {
    [name: string]: Json;
  };
  isRead: boolean;
  priority: 'low' | 'medium' | 'high' | 'urgent';
  createdAt: string;
  expiresAt: string;
}

/** Unread ones, in all, by type and by project. */
export interface NotificationStats {
  unread: number;
  byType: {
    [name: string]: number;
  };
  byProject: {
    [name: string]: number;
  };
}

/** What `notifications.bulk` gives. */
export interface NotificationBulkResult {
  changed: number;
  /** Were so already */
  unchanged: number;
  /** Of the ids that were sent */
  notFound: string[];
  /** Of `all` there are more than 500: send it again */
  hasMore: boolean;
}

/** How somebody hears of each type. */
export interface NotificationPreferences {
  /** `off`: not at all; `inbox`: when you look; `live`: on your sockets too, as it is by default */
  types: {
    task_assigned: 'off' | 'inbox' | 'live';
    task_updated: 'off' | 'inbox' | 'live';
    comment_added: 'off' | 'inbox' | 'live';
    mention: 'off' | 'inbox' | 'live';
    review_result: 'off' | 'inbox' | 'live';
    deadline_near: 'off' | 'inbox' | 'live';
    deadline_passed: 'off' | 'inbox' | 'live';
    version_published: 'off' | 'inbox' | 'live';
    submission: 'off' | 'inbox' | 'live';
    announcement: 'off' | 'inbox' | 'live';
    message: 'off' | 'inbox' | 'live';
  };
  revision: number;
}

/** A task or project that somebody watches, or has muted. */
export interface Watch {
  kind: 'project' | 'task';
  id: string;
  level: 'watch' | 'mute';
  since: string;
}

/** Somebody of the studio. */
export interface User {
  id: string;
  username: string;
  displayName: string;
  email: string | null;
  department: string | null;
  role: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client';
  /** false: deactivated since `archivedAt`; stays visible in history */
  active: boolean;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What `users.exportPersonalData` gives. */
export interface PersonalData {
  user: User;
  projects: {
    [name: string]: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  };
  sessions: {
    id: string;
    clientType: string;
    createdAt: string;
    expiresAt: string;
  }[];
  /** Newest first: the newest 1,000 */
  notifications: {
    id: string;
    type: string;
    message: string;
    createdAt: string;
  }[];
  /** Their hours, the latest day first: 500; all of them are at `/time-entries` */
  timeEntries: {
    id: string;
    taskId: string;
    date: string;
    hours: number;
    note: string;
  }[];
  /** What they wrote, newest first: the newest 200 */
  comments: {
    id: string;
    taskId: string;
    text: string;
    createdAt: string;
  }[];
  /** What they wrote to others, newest first: the newest 200 */
  messages: {
    threadId: string;
    number: number;
    text: string;
    createdAt: string;
  }[];
  /** What they did, newest first: the newest 1,000 */
  activity: {
    id: string;
    type: string;
    at: string;
    ip: string;
  }[];
}

/** Somebody in a project, and as what. */
export interface Member {
  userId: string;
  projectId: string;
  role: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  username: string;
  displayName: string;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** A service account: a key for scripts, farm jobs and plugins. */
export interface ApiKey {
  id: string;
  /** What it is for, as in "farm submitter" */
  name: string;
  role: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client';
  /** Its role in projects, by project id */
  projects: {
    [name: string]: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  };
  /** What it may do at most, whatever its roles allow; seeing what that is about is added */
  scopes: ('project.read' | 'project.create' | 'project.update' | 'project.archive' | 'task.read' | 'task.history' | 'task.create' | 'task.progress' | 'task.update' | 'task.archive' | 'path.read' | 'task.import' | 'breakdown.change' | 'version.read' | 'version.create' | 'version.update' | 'version.review' | 'version.publish' | 'version.unlock' | 'version.submit' | 'timeEntry.read' | 'timeEntry.create' | 'timeEntry.change' | 'comment.read' | 'comment.create' | 'comment.update' | 'comment.delete' | 'notification.create' | 'user.read' | 'member.read' | 'member.change')[];
  /** null: when it is revoked */
  expiresAt: string | null;
  /** To the minute */
  lastUsedAt: string | null;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** What `apiKeys.create` gives. */
export interface CreatedApiKey {
  id: string;
  /** What it is for, as in "farm submitter" */
  name: string;
  role: 'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client';
  /** Its role in projects, by project id */
  projects: {
    [name: string]: 'manager' | 'supervisor' | 'artist' | 'viewer' | 'client';
  };
  /** What it may do at most, whatever its roles allow; seeing what that is about is added */
  scopes: ('project.read' | 'project.create' | 'project.update' | 'project.archive' | 'task.read' | 'task.history' | 'task.create' | 'task.progress' | 'task.update' | 'task.archive' | 'path.read' | 'task.import' | 'breakdown.change' | 'version.read' | 'version.create' | 'version.update' | 'version.review' | 'version.publish' | 'version.unlock' | 'version.submit' | 'timeEntry.read' | 'timeEntry.create' | 'timeEntry.change' | 'comment.read' | 'comment.create' | 'comment.update' | 'comment.delete' | 'notification.create' | 'user.read' | 'member.read' | 'member.change')[];
  /** null: when it is revoked */
  expiresAt: string | null;
  /** To the minute */
  lastUsedAt: string | null;
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
  /** The key itself; shown this once */
  secret: string;
}

/** Whether a feature is on for whoever asks. */
export interface FeatureFlag {
  key: string;
  value: boolean;
  variant: 'on' | 'off';
  /** DEFAULT: there is no rule; TARGETING_MATCH: by person or role; STATIC: for all or nobody; SPLIT: by percentage; ERROR: rules could not be read, so it is as without one */
  reason: 'DEFAULT' | 'TARGETING_MATCH' | 'STATIC' | 'SPLIT' | 'ERROR';
}

/** A feature flag, and the rule of this studio if it has one. */
export interface DeclaredFeatureFlag {
  key: string;
  description: string;
  /** Who answers for it */
  owner: string;
  /** What holds without a rule */
  default: boolean;
  rule: FeatureFlagRule | null;
}

/** For whom of the studio a feature is on. */
export interface FeatureFlagRule {
  key: string;
  /** For how many in a hundred it is on: always for the same people; 100 is the whole studio, 0 nobody */
  percentage: number;
  /** On or off for everybody of a studio role, whatever the percentage */
  roles: {
    [name: string]: boolean;
  };
  /** On or off for single people, by user id, whatever their role */
  users: {
    [name: string]: boolean;
  };
  /** Counts the changes of this entity; its ETag. Not a file version. */
  revision: number;
  createdAt: string;
  updatedAt: string;
  /** User id of the creator */
  createdBy: string | null;
  /** User id of who changed it last */
  updatedBy: string | null;
  archivedAt: string | null;
}

/** Who still calls what will be gone. */
export interface DeprecatedUse {
  /** The version of the API */
  version: string;
  /** A user or API key */
  userId: string;
  /** null for an API key, and for who is gone */
  username: string | null;
  /** With which kind of client, the last time */
  clientType: string;
  /** What was called the last time */
  operation: string;
  calls: number;
  firstAt: string;
  lastAt: string;
}

/** Who did what, when, from where, and what it was before. */
export interface AuditEntry {
  id: string;
  type: string;
  at: string;
  actor: {
    /** A user or API key; null where nobody was signed in */
    id: string | null;
    username: string | null;
    ip: string;
    requestId: string;
  };
  entity: {
    kind: string;
    id: string;
  };
  projectId: string | null;
  revision: number | null;
  /** By field; of personal data only that it changed */
  changes: {
    [name: string]: {
      old: Json;
      new: Json;
    };
  };
}

/** The query of `auth.logout`. */
export interface LogoutQuery {
  all?: boolean | undefined;
}

/** The query of `auth.listSessions`. */
export interface ListSessionsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `projects.list`. */
export interface ListProjectsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  /** Part of a name or code, in any case */
  search?: string | undefined;
  sort?: 'name' | 'createdAt' | undefined;
  order?: 'asc' | 'desc' | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
}

/** The query of `projects.replace`. */
export interface ReplaceProjectQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `projects.update`. */
export interface UpdateProjectQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `projects.listChanges`. */
export interface ListProjectChangesQuery {
  /** The last number you have; 0 for all that is kept */
  after: number;
  limit?: number | undefined;
}

/** The query of `tasks.list`. */
export interface ListTasksQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  projectId?: string | undefined;
  type?: readonly ('shot' | 'asset' | 'sequence')[] | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned of the project’s prefix */
  sequence?: readonly string[] | undefined;
  shot?: readonly string[] | undefined;
  task?: readonly string[] | undefined;
  /** Usernames or free names; `me` is you */
  artist?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  milestone?: readonly string[] | undefined;
  priority?: readonly string[] | undefined;
  /** Tasks that have any of these */
  labels?: readonly string[] | undefined;
  /** `name:value`; of several names all must fit, of several values of one name any */
  customFields?: readonly string[] | undefined;
  /** At that moment or later */
  deadlineAfter?: string | undefined;
  /** At that moment or earlier */
  deadlineBefore?: string | undefined;
  /** At that moment or later */
  createdAfter?: string | undefined;
  /** At that moment or earlier */
  createdBefore?: string | undefined;
  /** At that moment or later */
  updatedAfter?: string | undefined;
  /** At that moment or earlier */
  updatedBefore?: string | undefined;
  /** true: past the deadline and neither done nor cancelled; false: the others */
  overdue?: boolean | undefined;
  /** true: in a status that is neither done nor cancelled; false: the others */
  open?: boolean | undefined;
  /** true: those that have one; false: those that have none */
  hasDeadline?: boolean | undefined;
  /** true: nobody’s; false: somebody’s */
  unassigned?: boolean | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
  /** Words that must all occur in id, shot, sequence, task, artist or note, in any case */
  search?: string | undefined;
  /** `priority` and `status` in the order of the project’s lists */
  sort?: 'createdAt' | 'updatedAt' | 'deadline' | 'priority' | 'status' | 'shot' | 'artist' | undefined;
  /** Times newest first, anything else ascending, unless said otherwise */
  order?: 'asc' | 'desc' | undefined;
  /** Only these, and the id */
  fields?: readonly ('id' | 'projectId' | 'type' | 'episode' | 'sequence' | 'shot' | 'task' | 'artist' | 'status' | 'milestone' | 'milestoneNote' | 'frameRange' | 'priority' | 'startTime' | 'deadline' | 'actualTimeLogged' | 'estimatedDurationHours' | 'versions' | 'currentVersion' | 'publishedVersion' | 'clientSubmissionHistory' | 'fileExtension' | 'masterFile' | 'workingFilePath' | 'renderOutputPath' | 'mediaFilePath' | 'cacheFilePath' | 'filename' | 'labels' | 'linkedTaskIds' | 'customFields' | 'importedFrom' | 'sequenceClean' | 'shotClean' | 'episodeClean' | 'blockedBy' | 'revision' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'archivedAt')[] | undefined;
  /** `total`: `pagination.total` is told */
  include?: readonly 'total'[] | undefined;
  /** So many are passed over first; a cursor is the better way through a list that changes */
  skip?: number | undefined;
  /** true: without `projectId`, the tasks of every project that you may see */
  allProjects?: boolean | undefined;
}

/** The query of `tasks.count`. */
export interface CountTasksQuery {
  projectId?: string | undefined;
  type?: readonly ('shot' | 'asset' | 'sequence')[] | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned of the project’s prefix */
  sequence?: readonly string[] | undefined;
  shot?: readonly string[] | undefined;
  task?: readonly string[] | undefined;
  /** Usernames or free names; `me` is you */
  artist?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  milestone?: readonly string[] | undefined;
  priority?: readonly string[] | undefined;
  /** Tasks that have any of these */
  labels?: readonly string[] | undefined;
  /** `name:value`; of several names all must fit, of several values of one name any */
  customFields?: readonly string[] | undefined;
  /** At that moment or later */
  deadlineAfter?: string | undefined;
  /** At that moment or earlier */
  deadlineBefore?: string | undefined;
  /** At that moment or later */
  createdAfter?: string | undefined;
  /** At that moment or earlier */
  createdBefore?: string | undefined;
  /** At that moment or later */
  updatedAfter?: string | undefined;
  /** At that moment or earlier */
  updatedBefore?: string | undefined;
  /** true: past the deadline and neither done nor cancelled; false: the others */
  overdue?: boolean | undefined;
  /** true: in a status that is neither done nor cancelled; false: the others */
  open?: boolean | undefined;
  /** true: those that have one; false: those that have none */
  hasDeadline?: boolean | undefined;
  /** true: nobody’s; false: somebody’s */
  unassigned?: boolean | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
  /** Words that must all occur in id, shot, sequence, task, artist or note, in any case */
  search?: string | undefined;
}

/** The query of `tasks.export`. */
export interface ExportTasksQuery {
  projectId: string;
  type?: readonly ('shot' | 'asset' | 'sequence')[] | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned of the project’s prefix */
  sequence?: readonly string[] | undefined;
  shot?: readonly string[] | undefined;
  task?: readonly string[] | undefined;
  /** Usernames or free names; `me` is you */
  artist?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  milestone?: readonly string[] | undefined;
  priority?: readonly string[] | undefined;
  /** Tasks that have any of these */
  labels?: readonly string[] | undefined;
  /** `name:value`; of several names all must fit, of several values of one name any */
  customFields?: readonly string[] | undefined;
  /** At that moment or later */
  deadlineAfter?: string | undefined;
  /** At that moment or earlier */
  deadlineBefore?: string | undefined;
  /** At that moment or later */
  createdAfter?: string | undefined;
  /** At that moment or earlier */
  createdBefore?: string | undefined;
  /** At that moment or later */
  updatedAfter?: string | undefined;
  /** At that moment or earlier */
  updatedBefore?: string | undefined;
  /** true: past the deadline and neither done nor cancelled; false: the others */
  overdue?: boolean | undefined;
  /** true: in a status that is neither done nor cancelled; false: the others */
  open?: boolean | undefined;
  /** true: those that have one; false: those that have none */
  hasDeadline?: boolean | undefined;
  /** true: nobody’s; false: somebody’s */
  unassigned?: boolean | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
  /** Words that must all occur in id, shot, sequence, task, artist or note, in any case */
  search?: string | undefined;
  format?: 'csv' | 'json' | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `tasks.update`. */
export interface UpdateTaskQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `tasks.replace`. */
export interface ReplaceTaskQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `tasks.listHistory`. */
export interface ListTaskHistoryQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `tasks.bulk`. */
export interface BulkTasksQuery {
  atomic?: boolean | undefined;
  dryRun?: boolean | undefined;
}

/** The query of `breakdown.listShots`. */
export interface ListShotsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned */
  sequence?: readonly string[] | undefined;
  /** Words that must all occur in id, name or description */
  search?: string | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
}

/** The query of `breakdown.updateShot`. */
export interface UpdateShotQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `breakdown.listAssets`. */
export interface ListAssetsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned */
  sequence?: readonly string[] | undefined;
  /** Words that must all occur in id, name or description */
  search?: string | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
}

/** The query of `breakdown.updateAsset`. */
export interface UpdateAssetQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `breakdown.listSequences`. */
export interface ListSequencesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  episode?: readonly string[] | undefined;
  /** As it is written, or cleaned */
  sequence?: readonly string[] | undefined;
  /** Words that must all occur in id, name or description */
  search?: string | undefined;
  /** true: the archived ones instead */
  archived?: boolean | undefined;
}

/** The query of `breakdown.updateSequence`. */
export interface UpdateSequenceQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `breakdown.listShotCasting`. */
export interface ListShotCastingQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `breakdown.listAssetCasting`. */
export interface ListAssetCastingQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `imports.tasks`. */
export interface ImportTasksQuery {
  projectId: string;
  validateOnly?: boolean | undefined;
  /** Of tasks that there are already: `skip` leaves them, `update` writes what the list says of them, `fail` refuses their rows. */
  onExisting?: 'skip' | 'update' | 'fail' | undefined;
}

/** The query of `imports.list`. */
export interface ListImportsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  projectId?: string | undefined;
}

/** The query of `versions.list`. */
export interface ListVersionsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  status?: readonly ('wip' | 'review' | 'approved' | 'rejected' | 'published' | 'archived')[] | undefined;
  /** Usernames or free names; `me` is you */
  author?: readonly string[] | undefined;
}

/** The query of `versions.update`. */
export interface UpdateVersionQuery {
  /** With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes. */
  onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
}

/** The query of `versions.compare`. */
export interface CompareVersionsQuery {
  from: string;
  to: string;
}

/** The query of `versions.listSubmissions`. */
export interface ListSubmissionsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `timeEntries.list`. */
export interface ListTimeEntriesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  /** A user id, or `me` */
  userId?: string | undefined;
  projectId?: string | undefined;
  /** From this day on */
  from?: string | undefined;
  /** Up to this day, which is included */
  to?: string | undefined;
}

/** The query of `timeEntries.sum`. */
export interface SumTimeEntriesQuery {
  groupBy: 'task' | 'person' | 'week' | 'day';
  taskId?: string | undefined;
  projectId?: string | undefined;
  /** A user id, or `me` */
  userId?: string | undefined;
  /** From this day on */
  from?: string | undefined;
  /** Up to this day, which is included */
  to?: string | undefined;
}

/** The query of `timeEntries.listOfTask`. */
export interface ListTaskTimeEntriesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `comments.list`. */
export interface ListCommentsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  threadId?: string | undefined;
}

/** The query of `comments.listHistory`. */
export interface ListCommentHistoryQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `messages.listThreads`. */
export interface ListThreadsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `messages.listThread`. */
export interface ListThreadMessagesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `search.search`. */
export interface SearchQuery {
  q: string;
  type?: readonly ('project' | 'task')[] | undefined;
  projectId?: string | undefined;
  limit?: number | undefined;
}

/** The query of `notifications.list`. */
export interface ListNotificationsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  isRead?: boolean | undefined;
  type?: readonly ('task_assigned' | 'task_updated' | 'comment_added' | 'mention' | 'review_result' | 'deadline_near' | 'deadline_passed' | 'version_published' | 'submission' | 'announcement' | 'message')[] | undefined;
  project?: readonly string[] | undefined;
  priority?: readonly ('low' | 'medium' | 'high' | 'urgent')[] | undefined;
  /** Those only that were created then or later */
  since?: string | undefined;
}

/** The query of `notifications.listWatches`. */
export interface ListWatchesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `users.list`. */
export interface ListUsersQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  /** Part of a name, username or e-mail address, in any case */
  search?: string | undefined;
  role?: readonly ('admin' | 'supervisor' | 'coordinator' | 'artist' | 'client')[] | undefined;
  department?: readonly string[] | undefined;
  /** false: the deactivated ones instead */
  active?: boolean | undefined;
}

/** The query of `members.list`. */
export interface ListMembersQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `apiKeys.list`. */
export interface ListApiKeysQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  /** true: the revoked ones instead */
  revoked?: boolean | undefined;
}

/** The query of `featureFlags.list`. */
export interface ListFeatureFlagsQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `featureFlags.listRules`. */
export interface ListFeatureFlagRulesQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `audit.listDeprecatedUse`. */
export interface ListDeprecatedUseQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
}

/** The query of `audit.list`. */
export interface ListAuditQuery {
  /** Items in a page: 50 by default; more than 100 is taken as 100. */
  limit?: number | undefined;
  /** `pagination.nextCursor` of the page before; works only with the same query and caller. */
  cursor?: string | undefined;
  projectId?: string | undefined;
  /** Who did it: a user or API key; `me` is you */
  userId?: string | undefined;
  /** `kind:id`, as in `task:ep00_sq0010_sh0020_lighting` */
  entity?: string | undefined;
  /** Of one type, as in `task.updated`; or all that begin so, as `security` or `task` */
  type?: string | undefined;
  /** From this moment on */
  since?: string | undefined;
  /** Before this moment */
  until?: string | undefined;
}
