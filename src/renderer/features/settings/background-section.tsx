import { usePreferences, useSavePreferences } from '#renderer/bridge/preferences.ts';
import { NumberSetting } from './number-setting.tsx';

/** How many work without a terminal, and how long one may try in vain. */
export const BackgroundSection = () => {
  const { preferences } = usePreferences();
  const save = useSavePreferences();
  return (
    <section aria-labelledby="background-heading" className="mb-6">
      <h2 id="background-heading" className="mb-2 font-medium">
        Background runs
      </h2>
      <NumberSetting
        label="At work at once"
        help="1 to 64. Further ones are queued and start as others end."
        range={[1, 64]}
        value={preferences.backgroundRuns}
        onSave={(backgroundRuns) => save({ backgroundRuns })}
      />
      <NumberSetting
        label="Seconds without its server"
        help="1 to 86400. A run whose server cannot be reached for so long is ended: some CLIs would try for ever."
        range={[1, 86_400]}
        value={preferences.unreachableSeconds}
        onSave={(unreachableSeconds) => save({ unreachableSeconds })}
      />
    </section>
  );
};
