if vim.g.loaded_slugline then
  return
end
vim.g.loaded_slugline = true

vim.api.nvim_create_user_command('Slugline', function(given)
  require('slugline.commands').run(given.args)
end, {
  nargs = '+',
  desc = 'Slugline: new, fix, graph, reload, build',
  complete = function(lead, line)
    return require('slugline.commands').complete(lead, line)
  end,
})

if vim.fn.has('nvim-0.9') == 1 then
  local broken = { link = 'DiagnosticUnderlineError', default = true }
  vim.api.nvim_set_hl(0, '@lsp.mod.broken.slugline', broken)
end

if vim.fn.has('nvim-0.11') == 1 and require('slugline').options().lsp then
  vim.lsp.enable('slugline')
end
