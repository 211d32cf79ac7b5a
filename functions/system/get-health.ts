import { ApiError } from '../../shared/contract/errors.ts';
import { systemOperations } from '../../shared/contract/system.ts';
import { checkTable } from '../../shared/data/health.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { logger } from '../../shared/platform/logger.ts';

export const handler = defineEndpoint(systemOperations.getHealth, async ({ requestId }) => {
  try {
    await checkTable();
  } catch (error) {
    logger.error('the table does not answer', { requestId, error: error as Error });
    throw new ApiError('UNAVAILABLE', 'The table does not answer.', { headers: { 'retry-after': '5' } });
  }
  return { status: 'healthy' as const, timestamp: new Date().toISOString() };
});
