# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What run, test, package and setup share: options, steps with progress, the system packages,
# LibTorch, configure and build. Sourced, never run. Needs only what a bare Debian 12 has (bash,
# coreutils, awk, sed, grep).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs
command_name=packaging/$(basename "$0")

preset=release
libtorch=auto
torch_index=""
jobs=""
gui=yes
rest=()

common_options() {
    cat << 'END'
  --build-type TYPE     release (default), debug, asan or tsan; built in build/TYPE
  --libtorch CHOICE     auto (default): the path in CMAKE_PREFIX_PATH or Torch_DIR if one holds
                        LibTorch, else the PyPI wheel torch 2.13.0 (CUDA build where there is an
                        NVIDIA driver, CPU build elsewhere), else Debian's libtorch-dev
                        cpu, cuda, debian: that one
                        a folder: LibTorch (or the torch package of a Python) that is there
  --torch-index URL     one more package index where pip may look for the CPU wheel
  --jobs N              compile N files at once (default: by cores and memory)
  --no-gui              the core and the command line only, without Qt Widgets
  --help                this text
END
}

# --- messages ---------------------------------------------------------------------------------

say() { printf '%s\n' "$*"; }

die() { # die "what went wrong and what to do" [log]
    printf '\n%s: %s\n' "$command_name" "$1" >&2
    if [ -n "${2:-}" ]; then printf 'The whole log: %s\n' "$2" >&2; fi
    exit 1
}

step_started=0
step() { # announces one line of work; done_step ends the line
    step_started=$SECONDS
    printf '%-34s' "$1"
}
done_step() { printf ' %s\n' "${1:-done ($((SECONDS - step_started)) s)}"; }

# Reads percentages (0-100, one a line) and draws a bar of 20 marks: redrawn on a terminal,
# appended mark by mark elsewhere, so that a log stays readable.
draw_bar() {
    local percent marks drawn=0 blanks='                    ' full='####################'
    while read -r percent; do
        marks=$((percent / 5))
        if [ "$marks" -gt 20 ]; then marks=20; fi
        if [ -t 1 ]; then
            printf '\r%-34s[%s%s] %3d %%' "$1" "${full:0:marks}" "${blanks:marks}" "$percent"
        elif [ "$marks" -gt "$drawn" ]; then
            printf '%s' "${full:drawn:marks-drawn}"
            drawn=$marks
        fi
    done
    if [ -t 1 ]; then printf '\r%-34s' "$1"; fi
}

# with_bar TITLE LOG PARSER COMMAND...: runs the command, its output in the log, its progress as a
# bar. PARSER turns output lines into percentages. Returns the command's status.
with_bar() {
    local title=$1 log=$2 parser=$3
    shift 3
    step "$title"
    "$@" 2>&1 < /dev/null | tee "$log" | "$parser" | draw_bar "$title"
    local status=${PIPESTATUS[0]}
    if [ "$status" -eq 0 ]; then done_step; else done_step failed; fi
    return "$status"
}

apt_percent() { # each new package is fetched, unpacked and set up (no Status-Fd: apt makes it non-blocking,
                # and package scripts that share it then fail)
    awk '/ newly installed/ { for (i = 2; i <= NF; i++) if ($i == "newly") total = 3 * $(i - 1) }
         /^(Get:|Unpacking |Setting up )/ { seen++ }
         total > 0 { p = int(100 * seen / total); if (p > last && p <= 100) { last = p; print p; fflush() } }'
}
ninja_percent() { # [12/340] Building ...
    awk '/^\[[0-9]+\/[0-9]+\]/ { split(substr($1, 2), n, "[]/]"); p = int(100 * n[1] / n[2])
         if (p > last) { last = p; print p; fflush() } }'
}
pip_percent() { # no total is known: lines come as work goes on
    awk '{ p = p + (95 - p) / 12; if (int(p) > last) { last = int(p); print last; fflush() } }'
}

# --- options ----------------------------------------------------------------------------------

own_option() { return 1; } # a command defines it anew to take a flag of its own

# Takes the common options; other arguments, and everything after --, are left in rest[].
parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --build-type | --libtorch | --torch-index | --jobs)
            [ $# -ge 2 ] || die "$1 needs a value; see --help."
            case $1 in
            --build-type) preset=$(printf %s "$2" | tr '[:upper:]' '[:lower:]') ;;
            --libtorch) libtorch=$2 ;;
            --torch-index) torch_index=$2 ;;
            --jobs) jobs=$2 ;;
            esac
            shift 2
            ;;
        --no-gui) gui=no; shift ;;
        -h | --help) usage; exit 0 ;;
        --) shift; rest+=("$@"); break ;;
        -*) own_option "$1" || die "the option $1 is not known; see --help (arguments for the program go after --)."
            shift ;;
        *) rest+=("$1"); shift ;;
        esac
    done
    case $preset in
    release | debug | asan | tsan) ;;
    *) die "the build type \"$preset\" is not known; it is release, debug, asan or tsan." ;;
    esac
    case $jobs in
    "" | [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) ;;
    *) die "--jobs needs a whole number from 1 to 999, not \"$jobs\"." ;;
    esac
}

# Compiling a file that includes LibTorch takes about 1.5 GB.
choose_jobs() {
    if [ -n "$jobs" ]; then return; fi
    local cores memory limit
    cores=$(nproc)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo 2> /dev/null)
    limit=$(cat /sys/fs/cgroup/memory.max 2> /dev/null || true)
    case $limit in
    "" | max) ;;
    *) if [ $((limit / 1048576)) -lt "${memory:-999999}" ]; then memory=$((limit / 1048576)); fi ;;
    esac
    jobs=$((${memory:-1536} / 1536))
    if [ "$jobs" -gt "$cores" ]; then jobs=$cores; fi
    if [ "$jobs" -lt 1 ]; then jobs=1; fi
}

# --- rights -----------------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
    if [ "$(id -u)" -eq 0 ]; then return 0; fi
    command -v sudo > /dev/null || return 1
    sudo -n true 2> /dev/null || { [ -t 0 ] && sudo -v; }
}

started_with_sudo() {
    [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]
}

# What root made below build/ belongs to the user who said sudo, who writes there next.
give_build_back() {
    if started_with_sudo; then chown -R "$SUDO_USER:" "$root/build"; fi
}

# Started with sudo: what needed root is done; build and run as the user, who owns the files.
drop_root() { # drop_root "$@": the script's own arguments
    if ! started_with_sudo; then return; fi
    local user=$SUDO_USER id home
    id=$(id -u "$user")
    home=$(getent passwd "$user" | cut -d: -f6)
    local session=()
    if [ -d "/run/user/$id" ]; then session=("XDG_RUNTIME_DIR=/run/user/$id"); fi
    exec runuser -u "$user" -- env -u SUDO_USER HOME="$home" USER="$user" LOGNAME="$user" \
        "${session[@]}" "$0" "$@"
}

# --- setup and build --------------------------------------------------------------------------

prepare() { # prepare "$@": packages and LibTorch, then the user's own rights back
    if [ -z "${QUANTLOOM_PREPARED:-}" ]; then
        local options=(--build-type "$preset" --libtorch "$libtorch")
        if [ -n "$torch_index" ]; then options+=(--torch-index "$torch_index"); fi
        if [ "$gui" = no ]; then options+=(--no-gui); fi
        QUANTLOOM_SETUP_QUIET=1 "$root/packaging/setup" "${options[@]}" || exit $?
        export QUANTLOOM_PREPARED=1
        drop_root "$@"
    fi
    mkdir -p "$logs"
}

# Warnings are errors with the compiler that the project is checked with; a newer one may have more.
werror() {
    case $(c++ -dumpversion 2> /dev/null) in
    12*) echo ON ;;
    *) echo OFF ;;
    esac
}

build_folder() { printf '%s' "$root/build/$preset"; }

configure() { # configure [cmake option...]
    local log=$logs/configure.log torch_root="" options=()
    # shellcheck source=/dev/null
    . "$root/build/libtorch.env"
    options+=("-DLOOM_TORCH_ROOT=$torch_root" "-DQUANTLOOM_GUI=$([ "$gui" = yes ] && echo ON || echo OFF)")
    step "Configuring"
    (cd "$root" && cmake --preset "$preset" "${options[@]}" "$@") > "$log" 2>&1 < /dev/null || {
        done_step failed
        grep -A 12 'CMake Error' "$log" | head -n 30 >&2 || true
        die "configuring failed." "$log"
    }
    done_step
}

build() { # build TARGET...
    local log=$logs/build.log
    choose_jobs
    with_bar "Compiling ($jobs at once)" "$log" ninja_percent \
        cmake --build "$(build_folder)" --parallel "$jobs" --target "$@" || {
        grep -E -A 12 '^FAILED:|error:' "$log" | head -n 40 >&2 || true
        die "compiling failed." "$log"
    }
}
