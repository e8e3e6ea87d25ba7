// Before the first paint: the theme and the sidebar this window had last; app/frame.ts keeps them. A script of
// its own because the page allows none inside it.
try {
  const { theme, sidebar } = JSON.parse(localStorage.getItem('toc-frame') ?? '{}');
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (sidebar === 'closed') root.dataset.frameSidebar = 'closed';
  else if (typeof sidebar === 'number') root.style.setProperty('--frame-sidebar', `${sidebar}px`);
} catch {
  // Nothing kept, or nothing that can be read: the frame is that of a new window.
}
