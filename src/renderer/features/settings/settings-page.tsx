import type { ReactNode } from 'react';
import { usePreferences, useSavePreferences } from '#renderer/bridge/preferences.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Segments } from '#renderer/ui/segments.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Select } from '#renderer/ui/select.tsx';
import { BackgroundSection } from './background-section.tsx';
import { LogsSection } from './logs-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { Toggle } from './toggle.tsx';

const SMALLEST = 9;
const LARGEST = 20;

const Setting = ({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help: string;
  readonly children: ReactNode;
}) => (
  <div className="mb-5">
    <p className="mb-1 font-medium">{title}</p>
    {children}
    <p className="mt-1 text-xs text-fg-3">{help}</p>
  </div>
);

const AuditSection = ({ onAudit }: { readonly onAudit: () => void }) => (
  <section aria-labelledby="audit-heading" className="mt-6">
    <div className="mb-1 flex items-center gap-2">
      <h2 id="audit-heading" className="grow font-medium">
        Audit
      </h2>
      <Button size="small" onClick={onAudit}>
        Open the audit trail
      </Button>
    </div>
    <p className="text-xs text-fg-3">
      What was done to sessions and agents, line by line, each chained to the one before.
    </p>
  </section>
);

/** What the window can be told about itself. Everything is saved as it is changed. */
export const SettingsPage = ({ onAudit }: { readonly onAudit: () => void }) => {
  const { preferences } = usePreferences();
  const save = useSavePreferences();
  return (
    <>
      <TitleBar title="Settings" />
      <div className="min-h-0 grow overflow-y-auto bg-content px-6 py-5 narrow:px-4">
        <div className="max-w-[560px]">
          <Setting title="Theme" help="System follows the machine, terminals included.">
            <Segments
              label="Theme"
              chosen={preferences.theme}
              choices={[
                { value: 'system', label: 'System' },
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
              onChoose={(theme) => save({ theme })}
            />
          </Setting>
          <Field label="Terminal text" help={`In pixels, ${SMALLEST} to ${LARGEST}.`} className="!mb-5">
            {(control) => (
              <Select
                {...control}
                value={preferences.terminalFontSize}
                onChange={({ target }) => save({ terminalFontSize: Number(target.value) })}
                className="!w-24 tabular-nums"
              >
                {Array.from({ length: LARGEST - SMALLEST + 1 }, (_, step) => SMALLEST + step).map((size) => (
                  <option key={size} value={size}>
                    {size}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Toggle
            label="Readable screens"
            help="Keeps a copy of every terminal’s screen as text, for screen readers and other tools. The focused terminal always has one."
            checked={preferences.readableScreens}
            onChange={(readableScreens) => save({ readableScreens })}
            className="mb-6"
          />
          <NotificationsSection />
          <BackgroundSection />
          <LogsSection />
          <AuditSection onAudit={onAudit} />
        </div>
      </div>
    </>
  );
};
