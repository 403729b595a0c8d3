#include "app/demo/demo_command.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "app/demo/demo_guide.hpp"
#include "app/demo/demo_incident.hpp"
#include "app/demo/demo_stage.hpp"
#include "app/demo/demo_story.hpp"
#include "app/exit_code.hpp"

namespace jurymast::app {
namespace {

constexpr time_t kKeepCheckSeconds = 1;

/// Ctrl-C and SIGTERM, asked for instead of being struck by, so that the stage is always taken down.
class Interrupt {
 public:
  Interrupt() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }
  bool came() { return came_within(0); }
  bool came_within(time_t seconds) {
    const timespec time{seconds, 0};
    came_ = came_ || sigtimedwait(&signals_, nullptr, &time) > 0;
    return came_;
  }

 private:
  sigset_t signals_{};
  bool came_ = false;
};

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

bool wants_colour() {
  const char* const no_colour = ::getenv("NO_COLOR");
  return (no_colour == nullptr || *no_colour == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

/// How this program is called from the current directory.
std::string own_name() {
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::path path = fs::read_symlink("/proc/self/exe", failed);
  if (failed || path.parent_path() == "/usr/bin" || path.parent_path() == "/usr/local/bin") return "jurymast";
  const fs::path near = fs::proximate(path, failed);
  return failed || near.string().starts_with("..") ? path.string() : near.string();
}

int complain(int exit_code, const Error& error) {
  std::fflush(stdout);
  std::fprintf(stderr, "jurymast demo: %s\n", error.message.c_str());
  return exit_code;
}

/// Waits for Ctrl-C; false where one of the processes ended by itself.
bool keep_up(DemoStage& stage, Interrupt& interrupt) {
  say(keep_guide({.gateway = stage.gateway_url(),
                  .admin = stage.admin_url(),
                  .primary = stage.url_of(DemoUpstream::Primary),
                  .config_file = stage.config_file(),
                  .program = own_name()}));
  while (!interrupt.came_within(kKeepCheckSeconds)) {
    if (!stage.running()) return interrupt.came();
  }
  return true;
}

}  // namespace

void declare_demo(CLI::App& command, DemoOptions& options) {
  command.add_flag("--keep", options.keep, "Leave everything up until Ctrl-C, and say how to use it and how to break it");
  command.add_flag("--incident", options.incident,
                   "Afterwards review the outage as an incident: window, timeline, questions, packet, hand-off");
}

int run_demo(const DemoOptions& options) {
  // Whoever pipes the story into something that ends early still gets everything taken down.
  std::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  Interrupt interrupt;
  const DemoTeller teller{
      .clock = clock, .paint = Paint(wants_colour()), .say = say, .interrupted = [&] { return interrupt.came(); }};
  const auto stage = DemoStage::build(clock);
  if (!stage) return complain(kToolFailed, stage.error());
  DemoStory story(**stage, teller);
  auto held = story.tell();
  if (held && *held && options.incident) held = DemoIncident(**stage, teller, story.outage_times()).tell();
  if (!held && interrupt.came()) return complain(kCheckFailed, {Code::Unavailable, "interrupted"});
  if (!held) return complain(kToolFailed, {held.error().code, held.error().message + "\n" + (*stage)->log_ends()});
  if (!*held) {
    complain(kCheckFailed, {Code::Internal, "not everything was as expected: see the lines marked FAIL\n" + (*stage)->log_ends()});
  }
  if (options.keep && !keep_up(**stage, interrupt)) {
    return complain(kToolFailed, {Code::Unavailable, "one of the processes ended by itself\n" + (*stage)->log_ends()});
  }
  if (!options.keep) say(next_steps(own_name()));
  return *held ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
