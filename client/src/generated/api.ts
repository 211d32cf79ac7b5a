// Made from the contract by `npm run client:generate`.
import type {
  CallOptions,
  ChangeOptions,
  FilePart,
  List,
} from '../call-types.ts';
import type {
  ApiKey,
  AuditEntry,
  BreakdownItem,
  BulkNotificationsRequest,
  BulkResult,
  BulkTasksQuery,
  BulkTasksRequest,
  CastAssetRequest,
  Casting,
  ChangePasswordRequest,
  Comment,
  CommentVersion,
  CompareVersionsQuery,
  CountTasksQuery,
  CreateApiKeyRequest,
  CreateAssetRequest,
  CreateCommentRequest,
  CreateNotificationRequest,
  CreateProjectRequest,
  CreateSequenceRequest,
  CreateShotRequest,
  CreateSubmissionRequest,
  CreateTaskRequest,
  CreateTimeEntryRequest,
  CreateUserRequest,
  CreateVersionRequest,
  CreatedApiKey,
  DeclaredFeatureFlag,
  DeprecatedUse,
  ExportTasksQuery,
  FeatureFlag,
  FeatureFlagRule,
  GeneratePathsRequest,
  GeneratedPathsOfTasks,
  Health,
  ImportTasksQuery,
  ImportTasksRequest,
  KeySet,
  ListApiKeysQuery,
  ListAssetCastingQuery,
  ListAssetsQuery,
  ListAuditQuery,
  ListCommentHistoryQuery,
  ListCommentsQuery,
  ListDeprecatedUseQuery,
  ListFeatureFlagRulesQuery,
  ListFeatureFlagsQuery,
  ListImportsQuery,
  ListMembersQuery,
  ListNotificationsQuery,
  ListProjectChangesQuery,
  ListProjectsQuery,
  ListSequencesQuery,
  ListSessionsQuery,
  ListShotCastingQuery,
  ListShotsQuery,
  ListSubmissionsQuery,
  ListTaskHistoryQuery,
  ListTaskTimeEntriesQuery,
  ListTasksQuery,
  ListThreadMessagesQuery,
  ListThreadsQuery,
  ListTimeEntriesQuery,
  ListUsersQuery,
  ListVersionsQuery,
  ListWatchesQuery,
  LockVersionRequest,
  LoginRequest,
  LogoutQuery,
  Me,
  Member,
  Message,
  MessageThread,
  Notification,
  NotificationBulkResult,
  NotificationPreferences,
  NotificationStats,
  OpenapiDocument,
  PersonalData,
  Project,
  ProjectChanges,
  PublishVersionRequest,
  ReadThreadRequest,
  RecognizedPath,
  RefreshTokensRequest,
  ReplaceProjectQuery,
  ReplaceProjectRequest,
  ReplaceTaskQuery,
  ReplaceTaskRequest,
  ResetPasswordRequest,
  RevertTaskRequest,
  SearchHit,
  SearchQuery,
  SendMessageRequest,
  Session,
  SetFeatureFlagRuleRequest,
  SetMemberRequest,
  SetNotificationPreferencesRequest,
  Submission,
  SumTimeEntriesQuery,
  SummarisedBreakdownItem,
  Task,
  TaskChange,
  TaskDependencies,
  TaskFacets,
  TaskImport,
  TaskImportSummary,
  TaskRow,
  TimeEntry,
  TimeTotals,
  Tokens,
  UnlockVersionRequest,
  UpdateAssetQuery,
  UpdateAssetRequest,
  UpdateCommentRequest,
  UpdateMessageRequest,
  UpdateNotificationRequest,
  UpdateProjectQuery,
  UpdateProjectRequest,
  UpdateSequenceQuery,
  UpdateSequenceRequest,
  UpdateShotQuery,
  UpdateShotRequest,
  UpdateTaskQuery,
  UpdateTaskRequest,
  UpdateTimeEntryRequest,
  UpdateUserRequest,
  UpdateVersionQuery,
  UpdateVersionRequest,
  User,
  ValidatePathRequest,
  Version,
  VersionComparison,
  VersionStatistics,
  Watch,
  WatchProjectRequest,
  WatchTaskRequest,
  WebsocketTicket,
} from './types.ts';

/** Every operation of the API, by resource. */
export interface MontuApi {
  system: {
    /** Is it up, and does its table answer? */
    getHealth(options?: CallOptions): Promise<Health>;
    /** This description of the API (OpenAPI 3.1) */
    getOpenapi(options?: CallOptions): Promise<OpenapiDocument>;
  };
  auth: {
    /** Sign in */
    login(body: LoginRequest, options?: CallOptions): Promise<Tokens>;
    /** Refresh the tokens */
    refreshTokens(body: RefreshTokensRequest, options?: CallOptions): Promise<Tokens>;
    /** Sign out */
    logout(options?: LogoutQuery & CallOptions): Promise<void>;
    /** List your sessions */
    listSessions(options?: ListSessionsQuery & CallOptions): List<Session>;
    /** End one of your sessions */
    endSession(sessionId: string, options?: CallOptions): Promise<void>;
    /** Change your password */
    changePassword(body: ChangePasswordRequest, options?: CallOptions): Promise<void>;
    /** Who am I? */
    getMe(options?: CallOptions): Promise<Me>;
    /** Get a ticket for a WebSocket */
    createWebsocketTicket(options?: CallOptions): Promise<WebsocketTicket>;
    /** Get the public keys */
    getKeySet(options?: CallOptions): Promise<KeySet>;
  };
  projects: {
    /** List the projects you may see */
    list(options?: ListProjectsQuery & CallOptions): List<Project>;
    /** Get a project with its configuration */
    get(projectId: string, options?: CallOptions): Promise<Project>;
    /** Create a project; what is left out gets the house defaults */
    create(body: CreateProjectRequest, options?: CallOptions): Promise<Project>;
    /** Replace the configuration of a project */
    replace(projectId: string, body: ReplaceProjectRequest, options?: ReplaceProjectQuery & ChangeOptions): Promise<Project>;
    /** Change parts of a project (JSON Merge Patch) */
    update(projectId: string, body: UpdateProjectRequest, options?: UpdateProjectQuery & ChangeOptions): Promise<Project>;
    /** What happened in a project since a number */
    listChanges(projectId: string, options: ListProjectChangesQuery & CallOptions): Promise<ProjectChanges>;
    /** Archive a project; it drops out of lists and can be restored */
    archive(projectId: string, options?: ChangeOptions): Promise<Project>;
    /** Bring an archived project back */
    restore(projectId: string, options?: ChangeOptions): Promise<Project>;
  };
  tasks: {
    /** List tasks */
    list(options?: ListTasksQuery & CallOptions & { fields?: undefined }): List<Task>;
    list<F extends keyof Task>(options: ListTasksQuery & CallOptions & { fields: readonly F[] }): List<Pick<Task, F | 'id'>>;
    list(options?: ListTasksQuery & CallOptions): List<TaskRow>;
    /** Count tasks by status, task, artist, milestone and sequence */
    count(options?: CountTasksQuery & CallOptions): Promise<TaskFacets>;
    /** Export the tasks of a project, as a shot list or as JSON */
    export(options: ExportTasksQuery & CallOptions): Promise<FilePart>;
    /** Get a task */
    get(taskId: string, options?: CallOptions): Promise<Task>;
    /** Create a task */
    create(body: CreateTaskRequest, options?: CallOptions): Promise<Task>;
    /** Change fields of a task (JSON Merge Patch) */
    update(taskId: string, body: UpdateTaskRequest, options?: UpdateTaskQuery & ChangeOptions): Promise<Task>;
    /** Replace the fields of a task */
    replace(taskId: string, body: ReplaceTaskRequest, options?: ReplaceTaskQuery & ChangeOptions): Promise<Task>;
    /** List the changes of a task, newest first */
    listHistory(taskId: string, options?: ListTaskHistoryQuery & CallOptions): List<TaskChange>;
    /** Set a task back to what it was at an earlier revision */
    revert(taskId: string, body: RevertTaskRequest, options?: ChangeOptions): Promise<Task>;
    /** Create, change, archive and restore many tasks */
    bulk(body: BulkTasksRequest, options?: BulkTasksQuery & ChangeOptions): Promise<BulkResult>;
    /** Archive a task; it drops out of lists and keeps its history */
    archive(taskId: string, options?: ChangeOptions): Promise<Task>;
    /** Bring an archived task back */
    restore(taskId: string, options?: ChangeOptions): Promise<Task>;
    /** Get what a task waits for, and what waits for it */
    listDependencies(taskId: string, options?: CallOptions): Promise<TaskDependencies>;
    /** Let a task wait for another one of its project */
    addDependency(taskId: string, blockingTaskId: string, options?: ChangeOptions): Promise<Task>;
    /** Let a task wait for another one no longer */
    removeDependency(taskId: string, blockingTaskId: string, options?: ChangeOptions): Promise<Task>;
  };
  breakdown: {
    /** List the shots of a project with their tasks, by id */
    listShots(projectId: string, options?: ListShotsQuery & CallOptions): List<SummarisedBreakdownItem>;
    /** Get one shot with its tasks */
    getShot(projectId: string, shotId: string, options?: CallOptions): Promise<SummarisedBreakdownItem>;
    /** Create a shot */
    createShot(projectId: string, body: CreateShotRequest, options?: CallOptions): Promise<BreakdownItem>;
    /** Change fields of one shot (JSON Merge Patch) */
    updateShot(projectId: string, shotId: string, body: UpdateShotRequest, options?: UpdateShotQuery & ChangeOptions): Promise<BreakdownItem>;
    /** Archive one shot; it drops out of lists, its tasks stay */
    archiveShot(projectId: string, shotId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** Restore one archived shot */
    restoreShot(projectId: string, shotId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** List the assets of a project with their tasks, by id */
    listAssets(projectId: string, options?: ListAssetsQuery & CallOptions): List<SummarisedBreakdownItem>;
    /** Get one asset with its tasks */
    getAsset(projectId: string, assetId: string, options?: CallOptions): Promise<SummarisedBreakdownItem>;
    /** Create an asset */
    createAsset(projectId: string, body: CreateAssetRequest, options?: CallOptions): Promise<BreakdownItem>;
    /** Change fields of one asset (JSON Merge Patch) */
    updateAsset(projectId: string, assetId: string, body: UpdateAssetRequest, options?: UpdateAssetQuery & ChangeOptions): Promise<BreakdownItem>;
    /** Archive one asset; it drops out of lists, its tasks stay */
    archiveAsset(projectId: string, assetId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** Restore one archived asset */
    restoreAsset(projectId: string, assetId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** List the sequences of a project with their tasks, by id */
    listSequences(projectId: string, options?: ListSequencesQuery & CallOptions): List<SummarisedBreakdownItem>;
    /** Get one sequence with its tasks */
    getSequence(projectId: string, sequenceId: string, options?: CallOptions): Promise<SummarisedBreakdownItem>;
    /** Create a sequence */
    createSequence(projectId: string, body: CreateSequenceRequest, options?: CallOptions): Promise<BreakdownItem>;
    /** Change fields of one sequence (JSON Merge Patch) */
    updateSequence(projectId: string, sequenceId: string, body: UpdateSequenceRequest, options?: UpdateSequenceQuery & ChangeOptions): Promise<BreakdownItem>;
    /** Archive one sequence; it drops out of lists, its tasks stay */
    archiveSequence(projectId: string, sequenceId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** Restore one archived sequence */
    restoreSequence(projectId: string, sequenceId: string, options?: ChangeOptions): Promise<BreakdownItem>;
    /** List the assets that are cast into a shot */
    listShotCasting(projectId: string, shotId: string, options?: ListShotCastingQuery & CallOptions): List<Casting>;
    /** List the shots that an asset is cast into */
    listAssetCasting(projectId: string, assetId: string, options?: ListAssetCastingQuery & CallOptions): List<Casting>;
    /** Cast an asset into a shot, or change how */
    castAsset(projectId: string, shotId: string, assetId: string, body: CastAssetRequest, options?: ChangeOptions): Promise<Casting>;
    /** Take an asset out of a shot */
    uncastAsset(projectId: string, shotId: string, assetId: string, options?: ChangeOptions): Promise<void>;
  };
  paths: {
    /** Make the paths of tasks from the templates of their project */
    generate(body: GeneratePathsRequest, options?: CallOptions): Promise<GeneratedPathsOfTasks>;
    /** Read a path back to its project, shot, task and version */
    validate(body: ValidatePathRequest, options?: CallOptions): Promise<RecognizedPath>;
  };
  imports: {
    /** Import a shot list */
    tasks(body: ImportTasksRequest, options: ImportTasksQuery & CallOptions): Promise<TaskImport>;
    /** List the imports of the last 30 days, newest first */
    list(options?: ListImportsQuery & CallOptions): List<TaskImportSummary>;
    /** Get how far an import is */
    get(importId: string, options?: CallOptions): Promise<TaskImport>;
  };
  versions: {
    /** Create the next version of a task */
    create(taskId: string, body: CreateVersionRequest, options?: CallOptions): Promise<Version>;
    /** List the versions of a task, newest first */
    list(taskId: string, options?: ListVersionsQuery & CallOptions): List<Version>;
    /** Get a version */
    get(taskId: string, version: string, options?: CallOptions): Promise<Version>;
    /** Change fields or the status of a version (JSON Merge Patch) */
    update(taskId: string, version: string, body: UpdateVersionRequest, options?: UpdateVersionQuery & ChangeOptions): Promise<Version>;
    /** Lock a version, so that nobody changes it */
    lock(taskId: string, version: string, body: LockVersionRequest, options?: ChangeOptions): Promise<Version>;
    /** Unlock a version */
    unlock(taskId: string, version: string, body: UnlockVersionRequest, options?: ChangeOptions): Promise<Version>;
    /** Publish an approved version */
    publish(taskId: string, version: string, body: PublishVersionRequest, options?: ChangeOptions): Promise<Version>;
    /** Archive a version; its number is not given again */
    archive(taskId: string, version: string, options?: ChangeOptions): Promise<Version>;
    /** Compare two versions of a task */
    compare(taskId: string, options: CompareVersionsQuery & CallOptions): Promise<VersionComparison>;
    /** Count the versions of a task */
    statistics(taskId: string, options?: CallOptions): Promise<VersionStatistics>;
    /** Submit a version to a client */
    createSubmission(taskId: string, body: CreateSubmissionRequest, options?: CallOptions): Promise<Submission>;
    /** List what was submitted to clients, newest first */
    listSubmissions(taskId: string, options?: ListSubmissionsQuery & CallOptions): List<Submission>;
  };
  timeEntries: {
    /** List the hours of a person across tasks, the latest day first */
    list(options?: ListTimeEntriesQuery & CallOptions): List<TimeEntry>;
    /** Add up hours by task, person, week or day */
    sum(options: SumTimeEntriesQuery & CallOptions): Promise<TimeTotals>;
    /** List the hours on a task, the last entered first */
    listOfTask(taskId: string, options?: ListTaskTimeEntriesQuery & CallOptions): List<TimeEntry>;
    /** Enter hours on a task */
    create(taskId: string, body: CreateTimeEntryRequest, options?: CallOptions): Promise<TimeEntry>;
    /** Change hours (JSON Merge Patch) */
    update(taskId: string, entryId: string, body: UpdateTimeEntryRequest, options?: ChangeOptions): Promise<TimeEntry>;
    /** Take hours back */
    delete(taskId: string, entryId: string, options?: ChangeOptions): Promise<void>;
  };
  comments: {
    /** List the comments on a task, oldest first */
    list(taskId: string, options?: ListCommentsQuery & CallOptions): List<Comment>;
    /** Comment on a task */
    create(taskId: string, body: CreateCommentRequest, options?: CallOptions): Promise<Comment>;
    /** Change the text of your own comment */
    update(taskId: string, commentId: string, body: UpdateCommentRequest, options?: ChangeOptions): Promise<Comment>;
    /** Delete your own comment, or, as a supervisor, anybody’s */
    delete(taskId: string, commentId: string, options?: ChangeOptions): Promise<Comment>;
    /** List what a comment says and said before, newest first */
    listHistory(taskId: string, commentId: string, options?: ListCommentHistoryQuery & CallOptions): List<CommentVersion>;
  };
  messages: {
    /** List your threads of messages, the last active first */
    listThreads(options?: ListThreadsQuery & CallOptions): List<MessageThread>;
    /** Write to people of the studio, in a new thread or in one of yours */
    send(body: SendMessageRequest, options?: CallOptions): Promise<Message>;
    /** Get a thread of yours: who is in it, and what you have not read */
    getThread(threadId: string, options?: CallOptions): Promise<MessageThread>;
    /** List the messages of a thread, newest first */
    listThread(threadId: string, options?: ListThreadMessagesQuery & CallOptions): List<Message>;
    /** Mark a thread as read */
    readThread(threadId: string, body: ReadThreadRequest, options?: CallOptions): Promise<MessageThread>;
    /** Change the text of your own message */
    update(threadId: string, number: string, body: UpdateMessageRequest, options?: ChangeOptions): Promise<Message>;
    /** Delete your own message */
    delete(threadId: string, number: string, options?: ChangeOptions): Promise<Message>;
  };
  search: {
    /** Find projects and tasks by words */
    search(options: SearchQuery & CallOptions): List<SearchHit>;
  };
  notifications: {
    /** List your notifications, newest first */
    list(options?: ListNotificationsQuery & CallOptions): List<Notification>;
    /** Notify somebody */
    create(body: CreateNotificationRequest, options?: CallOptions): Promise<Notification>;
    /** Count your unread notifications */
    stats(options?: CallOptions): Promise<NotificationStats>;
    /** Mark many as read or unread, or delete them */
    bulk(body: BulkNotificationsRequest, options?: CallOptions): Promise<NotificationBulkResult>;
    /** Get one of your notifications */
    get(notificationId: string, options?: CallOptions): Promise<Notification>;
    /** Mark a notification as read or unread */
    update(notificationId: string, body: UpdateNotificationRequest, options?: CallOptions): Promise<Notification>;
    /** Delete one of your notifications */
    delete(notificationId: string, options?: CallOptions): Promise<void>;
    /** Get how you hear of each type of notification */
    getPreferences(options?: CallOptions): Promise<NotificationPreferences>;
    /** Set how you hear of each type of notification */
    setPreferences(body: SetNotificationPreferencesRequest, options?: ChangeOptions): Promise<NotificationPreferences>;
    /** List what you watch and what you have muted */
    listWatches(options?: ListWatchesQuery & CallOptions): List<Watch>;
    /** Watch a task, or mute it */
    watchTask(taskId: string, body: WatchTaskRequest, options?: CallOptions): Promise<Watch>;
    /** Neither watch nor mute a task any more */
    unwatchTask(taskId: string, options?: CallOptions): Promise<void>;
    /** Watch a project, or mute it */
    watchProject(projectId: string, body: WatchProjectRequest, options?: CallOptions): Promise<Watch>;
    /** Neither watch nor mute a project any more */
    unwatchProject(projectId: string, options?: CallOptions): Promise<void>;
  };
  users: {
    /** List the people of the studio, by name */
    list(options?: ListUsersQuery & CallOptions): List<User>;
    /** Create a user with their first password */
    create(body: CreateUserRequest, options?: CallOptions): Promise<User>;
    /** Get a user */
    get(userId: string, options?: CallOptions): Promise<User>;
    /** Change a user (JSON Merge Patch) */
    update(userId: string, body: UpdateUserRequest, options?: ChangeOptions): Promise<User>;
    /** Deactivate a user */
    deactivate(userId: string, options?: ChangeOptions): Promise<User>;
    /** Let a deactivated user sign in again */
    reactivate(userId: string, options?: ChangeOptions): Promise<User>;
    /** Set somebody's password */
    resetPassword(userId: string, body: ResetPasswordRequest, options?: CallOptions): Promise<void>;
    /** Export what is kept of a person */
    exportPersonalData(userId: string, options?: CallOptions): Promise<PersonalData>;
    /** Erase what is kept of a person, for good */
    erasePersonalData(userId: string, options?: CallOptions): Promise<User>;
  };
  members: {
    /** List the members of a project */
    list(projectId: string, options?: ListMembersQuery & CallOptions): List<Member>;
    /** Add a member, or change their role */
    set(projectId: string, userId: string, body: SetMemberRequest, options?: ChangeOptions): Promise<Member>;
    /** Remove a member from a project */
    remove(projectId: string, userId: string, options?: ChangeOptions): Promise<void>;
  };
  apiKeys: {
    /** List the API keys of the studio */
    list(options?: ListApiKeysQuery & CallOptions): List<ApiKey>;
    /** Create an API key */
    create(body: CreateApiKeyRequest, options?: CallOptions): Promise<CreatedApiKey>;
    /** Revoke an API key */
    revoke(apiKeyId: string, options?: CallOptions): Promise<ApiKey>;
  };
  featureFlags: {
    /** List the features that are on and off for you */
    list(options?: ListFeatureFlagsQuery & CallOptions): List<FeatureFlag>;
    /** List all feature flags with the rules of the studio */
    listRules(options?: ListFeatureFlagRulesQuery & CallOptions): List<DeclaredFeatureFlag>;
    /** Say for whom a feature is on */
    setRule(flagKey: string, body: SetFeatureFlagRuleRequest, options?: ChangeOptions): Promise<FeatureFlagRule>;
    /** Put a feature back to its default */
    removeRule(flagKey: string, options?: ChangeOptions): Promise<void>;
  };
  audit: {
    /** List who still calls deprecated versions of the API, and how often */
    listDeprecatedUse(options?: ListDeprecatedUseQuery & CallOptions): List<DeprecatedUse>;
    /** List what was done, newest first */
    list(options?: ListAuditQuery & CallOptions): List<AuditEntry>;
  };
}
