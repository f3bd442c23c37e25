/*
 * completion.c: prints the completion of bash or zsh from the table in cli/options.c.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

static void
bash_value(const struct option_row *row)
{
    if (row->letter)
        printf("-%c | ", row->letter);
    printf("--%s) ", row->name);
    switch (row->kind) {
    case VALUE_NONE:
        break;
    case VALUE_TEXT:
    case VALUE_NUMBER:
        fputs("return 0", stdout);
        break;
    case VALUE_FILE:
        fputs("compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return",
              stdout);
        break;
    case VALUE_CHOICE:
        fputs("mapfile -t COMPREPLY < <(compgen -W '", stdout);
        for (size_t i = 0; row->choices[i]; i++)
            printf("%s%s", i ? " " : "", row->choices[i]);
        fputs("' -- \"$word\"); return", stdout);
        break;
    }
    fputs(" ;;\n", stdout);
}

/* The actions of a verb that are followed by a name, or all of them, with BETWEEN between them. */
static void
put_actions(const struct verb_row *verb, bool all, const char *between)
{
    bool first = true;
    for (const struct verb_action *action = verb->actions; action->word != NULL; action++) {
        if (!all && !action->takes_name)
            continue;
        printf("%s%s", first ? "" : between, action->word);
        first = false;
    }
}

/* What `list` prints behind a mark of six characters. */
#define BASH_NAMES "refire %s list 2>/dev/null | cut -c7- | cut -d ' ' -f 1"

static void
bash_actions(const struct verb_row *verb)
{
    fputs("        if ((COMP_CWORD == 2)); then\n"
          "            [[ $word == -* ]] || mapfile -t COMPREPLY < <(compgen -W '",
          stdout);
    put_actions(verb, true, " ");
    fputs("' -- \"$word\")\n"
          "        elif ((COMP_CWORD == 3)) && [[ ${COMP_WORDS[2]} == @(",
          stdout);
    put_actions(verb, false, "|");
    printf(") ]]; then\n"
           "            mapfile -t COMPREPLY < <(compgen -W \"$(" BASH_NAMES ")\" -- \"$word\")\n"
           "        else\n"
           "            files=yes\n"
           "        fi\n",
           verb->name);
}

static void
bash_verb(const struct verb_row *verb)
{
    printf("    %s)\n", verb->name);
    fputs("        case $before in\n", stdout);
    for (const enum option *option = verb->own; *option != OPTION_END; option++) {
        if (option_row(*option)->kind != VALUE_NONE) {
            fputs("        ", stdout);
            bash_value(option_row(*option));
        }
    }
    fputs("        esac\n        options='", stdout);
    for (const enum option *option = verb->own; *option != OPTION_END; option++)
        printf("%s--%s", option == verb->own ? "" : " ", option_row(*option)->name);
    printf("'\n        files=%s\n", verb->operand_kind == VALUE_FILE ? "yes" : "");
    if (verb->actions != NULL)
        bash_actions(verb);
    fputs("        ;;\n", stdout);
}

static void
print_bash(void)
{
    fputs("# bash completion of refire, printed from its table of options\n"
          "_refire() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    local verb=${COMP_WORDS[1]-} options='' files=''\n"
          "    COMPREPLY=()\n"
          "    # --name=value comes as three words\n"
          "    if [[ $word == '=' ]]; then\n"
          "        word=''\n"
          "    elif [[ $before == '=' ]]; then\n"
          "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n"
          "    if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          stdout);
    for (int i = 0; i < VERB_COUNT; i++)
        printf("%s ", verb_row((enum verb)i)->name);
    fputs("help' -- \"$word\")\n"
          "        return\n"
          "    fi\n"
          "    [[ $verb == -* ]] && verb=shell\n"
          "    case $verb in\n",
          stdout);
    for (int i = 0; i < VERB_COUNT; i++)
        bash_verb(verb_row((enum verb)i));
    fputs("    esac\n"
          "    if [[ $word == -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
          "    elif [[ $files ]]; then\n"
          "        compopt -o filenames\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
          "    fi\n"
          "}\n"
          "complete -F _refire refire\n",
          stdout);
}

/* TEXT inside single quotes and a description of _arguments: no quote, bracket or colon. */
static void
zsh_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (strchr("[]:\\", *text))
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

static void
zsh_option(const struct option_row *row)
{
    fputs("            ", stdout);
    if (row->letter)
        printf("'(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name, row->letter,
               row->value ? "+" : "", row->name, row->value ? "=" : "");
    else
        printf("'--%s%s", row->name, row->value ? "=" : "");
    putchar('[');
    zsh_text(row->help);
    putchar(']');
    if (row->value) {
        printf(":%s:", row->value);
        if (row->kind == VALUE_FILE)
            fputs("_files", stdout);
        if (row->kind == VALUE_CHOICE) {
            for (size_t i = 0; row->choices[i]; i++)
                printf("%s%s", i ? " " : "(", row->choices[i]);
            putchar(')');
        }
    }
    fputs("' \\\n", stdout);
}

static void
zsh_actions(const struct verb_row *verb)
{
    fputs("            '1:action:(", stdout);
    put_actions(verb, true, " ");
    printf(")' \\\n            '2:name:($(" BASH_NAMES
           "))' \\\n            '*:file:_files'\n        ;;\n",
           verb->name);
}

static void
zsh_verb(const struct verb_row *verb)
{
    printf("    %s)\n        _arguments -s \\\n", verb->name);
    for (const enum option *option = verb->own; *option != OPTION_END; option++)
        zsh_option(option_row(*option));
    if (verb->actions != NULL)
        zsh_actions(verb);
    else if (verb->operands)
        printf("            '%s%s:%s'\n        ;;\n", verb->operands_max == INT_MAX ? "*:" : ":",
               verb->operand_kind == VALUE_FILE ? "file" : "operand",
               verb->operand_kind == VALUE_FILE ? "_files" : "");
    else
        fputs("            && return\n        ;;\n", stdout);
}

static void
print_zsh(void)
{
    fputs("#compdef refire\n"
          "# zsh completion of refire, printed from its table of options\n"
          "local verb=shell\n"
          "local -a verbs\n"
          "verbs=(\n",
          stdout);
    for (int i = 0; i < VERB_COUNT; i++) {
        fputs("    '", stdout);
        printf("%s:", verb_row((enum verb)i)->name);
        zsh_text(verb_row((enum verb)i)->summary);
        fputs("'\n", stdout);
    }
    fputs(")\n"
          "if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
          "    _describe verb verbs\n"
          "    return\n"
          "fi\n"
          "if [[ $words[2] != -* ]]; then\n"
          "    verb=$words[2]\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "fi\n"
          "case $verb in\n",
          stdout);
    for (int i = 0; i < VERB_COUNT; i++)
        zsh_verb(verb_row((enum verb)i));
    fputs("esac\n", stdout);
}

int
main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "bash") == 0) {
        print_bash();
    } else if (argc == 2 && strcmp(argv[1], "zsh") == 0) {
        print_zsh();
    } else {
        fputs("usage: completion bash|zsh\n", stderr);
        return EXIT_FAILURE;
    }
    return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
