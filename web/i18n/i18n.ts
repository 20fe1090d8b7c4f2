import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const NAMESPACES = ['common', 'command', 'district', 'station'] as const;

const STORAGE_KEY = 'beatline.language';
const HTML_LANGUAGE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

const i18n = createInstance();

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
    NAMESPACES.map(async (namespace) => {
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
    ns: [...NAMESPACES],
    defaultNS: 'common',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await switchLanguage(language);
}

export async function switchLanguage(language: Language): Promise<void> {
  await loadWords(language);
  await i18n.changeLanguage(language);
  localStorage.setItem(STORAGE_KEY, language);
  document.documentElement.lang = HTML_LANGUAGE[language];
}
