if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = 1

-- A paragraph is one line: it is shown wrapped, and never broken.
vim.opt_local.textwidth = 0
vim.opt_local.wrap = true
vim.opt_local.linebreak = true
vim.opt_local.breakindent = true
-- Enter and `o` continue a list.
vim.opt_local.comments = 'b:-'
vim.opt_local.commentstring = ''
vim.opt_local.formatoptions:remove({ 't', 'c', 'a' })
vim.opt_local.formatoptions:append('roqlj')
-- `gf` and `:find` follow links without the server.
vim.opt_local.suffixesadd = { '.article', '.txt' }
vim.opt_local.includeexpr = "v:lua.require'slugline'.include(v:fname)"
vim.opt_local.omnifunc = 'v:lua.vim.lsp.omnifunc'
-- Sections can be folded; none is at first.
vim.opt_local.foldmethod = 'expr'
vim.opt_local.foldexpr = "v:lua.require'slugline'.fold(v:lnum)"
vim.opt_local.foldlevel = 99

vim.b.undo_ftplugin = table.concat({
  'setlocal textwidth< wrap< linebreak< breakindent< comments< commentstring< formatoptions<',
  'setlocal suffixesadd< includeexpr< omnifunc< foldmethod< foldexpr< foldlevel<',
  'unlet! b:slugline_headings',
}, ' | ')

if vim.g.no_plugin_maps == nil and vim.g.no_slugline_maps == nil then
  for keys, back in pairs({ [']]'] = false, ['[['] = true }) do
    vim.keymap.set({ 'n', 'x', 'o' }, keys, function()
      require('slugline').to_section(back)
    end, { buffer = true, desc = back and 'Last section' or 'Next section' })
  end
  -- In `execute`, because a blank before the next `|` would belong to the keys.
  for _, keys in ipairs({ ']]', '[[' }) do
    vim.b.undo_ftplugin = ("%s | silent! execute 'unmap <buffer> %s'"):format(vim.b.undo_ftplugin, keys)
  end
end

-- With the parser the tree colours the article; without it, syntax/slugline.lua does.
-- So it does where the parser is another Neovim's; `:checkhealth slugline` says so.
if
  vim.treesitter.start
  and require('slugline.parser').is_installed()
  and pcall(vim.treesitter.start, 0, 'slugline')
then
  vim.b.undo_ftplugin = vim.b.undo_ftplugin .. ' | call v:lua.vim.treesitter.stop()'
end

if require('slugline').options().lsp then
  local client = require('slugline.client')
  if vim.fn.has('nvim-0.11') == 1 then
    client.is_installed() -- Neovim starts it, and writes into its log only where it can't.
  else
    client.start(0)
  end
end
