;;; slugline-wiki.el --- What is known of a Slugline wiki without its server  -*- lexical-binding: t; -*-

;; Copyright (C) 2026 The Slugline developers

;; Author: The Slugline developers
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The root of a wiki, and what Emacs needs of its slugline.toml: which
;; files are articles, which lines are headings, and which file a link
;; leads to.  The server reads the whole of slugline.toml, and says what is
;; wrong with it; what is not a string or a list of strings is passed over
;; here.

;;; Code:

(require 'seq)
(require 'subr-x)
(require 'ucs-normalize)

(defconst slugline-wiki--include '("**/*.article" "**/*.txt")
  "The globs of articles where a wiki has no others.")

(defconst slugline-wiki--headings
  '("Summary" "Key Takeaways" "Balanced Perspective" "Optimistic View"
    "Critical View" "Source")
  "The names of the sections where a wiki has no others.")

(defun slugline-wiki-root (&optional file)
  "The folder of the wiki that FILE, or the current folder, is in.
It is the nearest one upward with a slugline.toml; nil where there is none."
  (when-let* ((root (locate-dominating-file (or file default-directory)
                                            "slugline.toml")))
    (expand-file-name root)))

(defun slugline-wiki-too-wide-p (folder)
  "Whether FOLDER is none that is a wiki without a slugline.toml.
These are the home folder and those above it, and roots of file systems."
  (let ((folder (file-name-as-directory (expand-file-name folder))))
    (and (or (file-in-directory-p "~" folder)
             (equal folder (file-name-directory (directory-file-name folder))))
         (not (file-exists-p (expand-file-name "slugline.toml" folder))))))

;;; slugline.toml

(defconst slugline-wiki--string
  "\"\\(?:[^\"\\\n]\\|\\\\.\\)*\"\\|'[^'\n]*'"
  "Matches a TOML string on one line.")

(defun slugline-wiki--read-string ()
  "The string at point, behind which point is then; nil where none is."
  (when (looking-at slugline-wiki--string)
    (goto-char (match-end 0))
    (let ((written (match-string-no-properties 0)))
      (if (string-prefix-p "'" written)
          (substring written 1 -1)
        ;; Lisp has the escapes of TOML, and more.
        (ignore-errors (read written))))))

(defun slugline-wiki--skip ()
  "Go over blanks, line ends, commas and comments."
  (while (looking-at "[ \t\n,]+\\|#.*")
    (goto-char (match-end 0))))

(defun slugline-wiki--read-value ()
  "The string, or the list of strings, at point; nil where another value is."
  (if (not (looking-at-p "\\["))
      (slugline-wiki--read-string)
    (forward-char)
    (slugline-wiki--skip)
    (let ((found nil) (one nil))
      (while (setq one (slugline-wiki--read-string))
        (push one found)
        (slugline-wiki--skip))
      (and (looking-at-p "\\]") (nreverse found)))))

(defun slugline-wiki--read-buffer ()
  "Read the current buffer, a TOML text: a list of (TABLE KEY VALUE)."
  (let ((table "") (found nil))
    (goto-char (point-min))
    (slugline-wiki--skip)
    (while (not (eobp))
      (if (looking-at "\\[+[ \t]*\\([^] \t\n]+\\)")
          (setq table (match-string-no-properties 1))
        (let ((key (or (slugline-wiki--read-string)
                       (and (looking-at "[A-Za-z0-9_-]+")
                            (goto-char (match-end 0))
                            (match-string-no-properties 0)))))
          (when (and key (looking-at "[ \t]*=[ \t]*"))
            (goto-char (match-end 0))
            (when-let* ((value (slugline-wiki--read-value)))
              (push (list table key value) found)))))
      (forward-line)
      (slugline-wiki--skip))
    (nreverse found)))

(defun slugline-wiki--configuration (root)
  "Read the slugline.toml in ROOT: a list of (TABLE KEY VALUE)."
  (let ((file (and root (expand-file-name "slugline.toml" root))))
    (when (and file (file-readable-p file))
      (with-temp-buffer
        (insert-file-contents file)
        (slugline-wiki--read-buffer)))))

(defun slugline-wiki--get (configuration table key)
  "The value in CONFIGURATION of a KEY in a TABLE."
  (caddr (seq-find (lambda (entry)
                     (and (equal (car entry) table) (equal (cadr entry) key)))
                   configuration)))

(defun slugline-wiki-headings ()
  "The headings that need no `## ': sections of the wiki's schema, and aliases."
  (or (seq-mapcat (lambda (entry)
                    (and (equal (car entry) "sections")
                         (member (cadr entry) '("name" "aliases"))
                         (ensure-list (caddr entry))))
                  (slugline-wiki--configuration (slugline-wiki-root)))
      slugline-wiki--headings))

;;; Slugs

(defun slugline-wiki--kind (char)
  "The kind of CHAR in a slug: w of a letter or digit, m of a mark on one."
  (pcase (get-char-code-property char 'general-category)
    ((or 'Lu 'Ll 'Lt 'Lm 'Lo 'Nd) "w")
    ((or 'Mn 'Mc 'Me) "m")
    (_ (if (eq char ?-) "-" " "))))

(defun slugline-wiki-slug-p (text)
  "Whether TEXT is a slug: letters and digits, joined by single hyphens.
It has no capitals, and is in Unicode's form NFC."
  (and (equal text (downcase text))
       (equal text (ucs-normalize-NFC-string text))
       (string-match-p "\\`w[wm]*\\(?:-w[wm]*\\)*\\'"
                       (mapconcat #'slugline-wiki--kind text ""))))

;;; Files

(defun slugline-wiki--glob-regexp (glob)
  "The regexp of the paths that a GLOB, of the kind in .gitignore, matches.
Whatever is in a folder that it matches is matched, too."
  (let* ((folders (string-suffix-p "/" glob))
         (body (string-remove-suffix "/" glob))
         (anchored (string-search "/" body)))
    (concat
     "\\`"
     (unless anchored "\\(?:.*/\\)?")
     (replace-regexp-in-string
      "\\`\\*\\*/\\|/\\*\\*/\\|/\\*\\*\\'\\|\\*+\\|\\?\\|\\[!?]?[^]]*]\\|\\\\.\\|[^*?[\\/]+"
      (lambda (part)
        (cond ((equal part "**/") "\\(?:.*/\\)?")
              ((equal part "/**/") "/\\(?:.*/\\)?")
              ((equal part "/**") "/.+")
              ((string-prefix-p "*" part) "[^/]*")
              ((equal part "?") "[^/]")
              ((string-prefix-p "[!" part) (concat "[^" (substring part 2)))
              ((string-prefix-p "[" part) part)
              ((string-prefix-p "\\" part) (regexp-quote (substring part 1)))
              (t (regexp-quote part))))
      (string-remove-prefix "/" body) t t)
     (if folders "/" "\\(?:/\\|\\'\\)"))))

(defun slugline-wiki--matches (globs path)
  "Whether one of GLOBS matches PATH, which is relative to the wiki's root."
  (let ((case-fold-search nil))
    (seq-some (lambda (glob)
                ;; What is no glob is for the server to find fault with.
                (condition-case nil
                    (string-match-p (slugline-wiki--glob-regexp glob) path)
                  (invalid-regexp nil)))
              globs)))

(defun slugline-wiki--includes-p (root configuration file)
  "Whether FILE is an article of the wiki in ROOT, by its CONFIGURATION."
  (let ((path (file-relative-name file root)))
    (and (not (string-match-p "\\(?:\\`\\|/\\)\\." path))
         (slugline-wiki--matches
          (or (slugline-wiki--get configuration "" "include") slugline-wiki--include)
          path)
         (not (slugline-wiki--matches
               (slugline-wiki--get configuration "" "exclude") path)))))

;;;###autoload
(defun slugline-article-p ()
  "Whether the file of this buffer is an article by a slugline.toml.
It is in the folder of that file or below, not hidden, and the file's
`include' matches it, and its `exclude' does not."
  (when-let* ((file buffer-file-name)
              (root (slugline-wiki-root file)))
    (slugline-wiki--includes-p root (slugline-wiki--configuration root) file)))

(defun slugline-wiki-file (slug)
  "The file of the article with a SLUG, by the files' names; nil where none is.
Redirects are followed.  Without a slugline.toml only the current folder is
looked at.  Files whose names are no slugs are found by the server only."
  (let* ((root (slugline-wiki-root))
         (configuration (slugline-wiki--configuration root))
         (seen nil)
         (next nil))
    (while (and (not (member slug seen))
                (setq next (slugline-wiki--get configuration "redirects" slug)))
      (push slug seen)
      (setq slug next))
    (let ((name (concat "\\`" (regexp-quote slug) "\\.[^.]+\\'"))
          (case-fold-search nil))
      (seq-find
       (lambda (file)
         (slugline-wiki--includes-p (or root default-directory) configuration file))
       (if root
           (directory-files-recursively
            root name nil
            (lambda (folder)
              (not (string-prefix-p "." (file-name-nondirectory folder)))))
         (directory-files default-directory t name))))))

(provide 'slugline-wiki)
;;; slugline-wiki.el ends here
