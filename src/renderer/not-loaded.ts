/** Says in place of the window that it could not be loaded, and offers the way out. */
export const sayNotLoaded = (): void => {
  const words = document.createElement('p');
  words.textContent =
    'The window could not be loaded. Is toc still running? Sessions go on without the window.';
  const again = document.createElement('button');
  again.type = 'button';
  again.className =
    'mt-3 h-7 rounded-md bg-raised px-3 font-medium text-fg shadow-[inset_0_0_0_1px_var(--border-strong),var(--shadow-1)] hover:bg-hover';
  again.textContent = 'Load again';
  again.addEventListener('click', () => location.reload());
  const box = document.createElement('div');
  box.role = 'alert';
  box.className = 'fixed inset-0 grid place-content-center justify-items-center p-6 text-center text-fg-2';
  box.append(words, again);
  document.getElementById('root')?.replaceChildren(box);
  again.focus();
};
