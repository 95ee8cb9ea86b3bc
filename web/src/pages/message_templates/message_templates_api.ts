/** Templates of answers and messages. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Templates = Schema['TemplatesOut'];
export type Template = Schema['MessageTemplate'];
export type Shipped = Schema['KnownMessage'];
export type WantedTemplate = Schema['TemplateIn'];
export type TemplateDraft = Schema['TemplatePreviewIn'];
export type Preview = Schema['TemplatePreview'];

export interface TemplatesApi {
  all(): Promise<Templates>;
  preview(draft: TemplateDraft, signal: AbortSignal): Promise<Preview>;
  /** It waits for a second person. */
  propose(wanted: WantedTemplate): Promise<unknown>;
}

export const webTemplatesApi: TemplatesApi = {
  all: () => said(api.GET('/api/message-templates')),
  preview: (body, signal) => said(api.POST('/api/message-templates/preview', { body, signal })),
  propose: (body) => said(api.POST('/api/message-templates', { body })),
};
