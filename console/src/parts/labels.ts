/** What screen readers call the buttons that move tabs which do not fit. */
export const TAB_LABELS = { scrollLeftAriaLabel: 'Tabs before', scrollRightAriaLabel: 'Tabs after' } as const;
