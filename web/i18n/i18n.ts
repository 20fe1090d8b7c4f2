import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
/** Words every visit starts with. Those of a page that few people open are fetched with it, by {@link needWords}. */
const NAMESPACES = ['common', 'command', 'district', 'station'];
const needed = new Set(NAMESPACES);

const STORAGE_KEY = 'beatline.language';
const HTML_LANGUAGE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

const i18n = createInstance();
/** Chosen last; its words may still be on their way. */
let chosen: Language = 'zh';

/** One chunk per file, so that a page is not held up by the words of the other language. */
const wordFiles = import.meta.glob<Record<string, unknown>>('./{zh,en}/*.json', { import: 'default' });

function isLanguage(value: string | null): value is Language {
  return value !== null && (LANGUAGES as readonly string[]).includes(value);
}

/** `?lang=` wins over what was chosen before; Chinese when neither is there. */
function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (isLanguage(asked)) return asked;
  const kept = localStorage.getItem(STORAGE_KEY);
  return isLanguage(kept) ? kept : 'zh';
}

async function loadWords(language: Language): Promise<void> {
  await Promise.all(
    [...needed].map(async (namespace) => {
      if (i18n.hasResourceBundle(language, namespace)) return;
      const load = wordFiles[`./${language}/${namespace}.json`];
      if (load !== undefined) i18n.addResourceBundle(language, namespace, await load());
    }),
  );
}

export async function startI18n(): Promise<void> {
  const language = firstLanguage();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: NAMESPACES,
    defaultNS: 'common',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await switchLanguage(language);
}

export async function switchLanguage(language: Language): Promise<void> {
  chosen = language;
  await loadWords(language);
  await i18n.changeLanguage(language);
  localStorage.setItem(STORAGE_KEY, language);
  document.documentElement.lang = HTML_LANGUAGE[language];
}

/** Fetches the words of a page in the language of now and in the one being switched to, and from here on in any that is switched to. */
export async function needWords(namespace: string): Promise<void> {
  needed.add(namespace);
  await Promise.all([loadWords(i18n.language === 'en' ? 'en' : 'zh'), loadWords(chosen)]);
}
