#include "app/serve/serve_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/gate/unproven_fallbacks.hpp"
#include "app/serve/gateway.hpp"
#include "app/serve/inherited_sockets.hpp"
#include "app/serve/process_setup.hpp"
#include "app/system_random.hpp"
#include "config/system_secrets.hpp"
#include "http/signals.hpp"
#include "store/record_key.hpp"

namespace jurymast::app {
namespace {

/// How often the kill file is read and a drain is looked at.
constexpr Duration kPollInterval = std::chrono::milliseconds(50);

/// Looks at the gateway again and again, and ends the loop once it has drained.
class Watch {
 public:
  Watch(Gateway& gateway, http::Loop& loop) : gateway_(gateway), loop_(loop), timer_(loop) {}

  void look() {
    gateway_.poll();
    if (gateway_.drained()) return loop_.stop();
    timer_.set(loop_.now() + kPollInterval, [this] { look(); });
  }

 private:
  Gateway& gateway_;
  http::Loop& loop_;
  http::Timer timer_;
};

void obey(Gateway& gateway, int signal) {
  if (signal == SIGHUP) {
    (void)gateway.reload();  // what came of it is in the log and in the record
  } else if (signal == SIGUSR1) {
    gateway.kill();
  } else {
    gateway.begin_drain();
  }
}

std::optional<config::LoadedConfig> load(const ServeOptions& options) {
  const auto text = config::read_config_file(options.config);
  if (!text) {
    std::fprintf(stderr, "jurymast: %s\n", text.error().message.c_str());
    return std::nullopt;
  }
  config::SystemSecrets secrets;
  config::LoadedConfig loaded = config::load_config(*text, options.config, secrets);
  warn_of_unproven_fallbacks(loaded, SystemClock().wall_now());
  std::fputs(loaded.problem_text().c_str(), stderr);
  if (!loaded.ok()) return std::nullopt;
  return loaded;
}

std::optional<InheritedSockets> inherited_sockets(const policy::ServerSettings& server) {
  const auto offer = take_socket_offer(::getpid());
  const auto sockets = offer ? match_sockets(*offer, kInheritedSocketFirst, server) : tl::unexpected(offer.error());
  if (sockets) return *sockets;
  std::fprintf(stderr, "jurymast: %s\n", sockets.error().message.c_str());
  return std::nullopt;
}

}  // namespace

void declare_serve(CLI::App& command, ServeOptions& options) { add_config_flag(command, options.config); }

int run_serve(const ServeOptions& options) {
  harden_process();
  auto loaded = load(options);
  if (!loaded) return kUsage;
  const auto sockets = inherited_sockets(loaded->snapshot->server);
  if (!sockets) return kUsage;
  const auto seed = system_seed();
  if (!seed) {
    std::fprintf(stderr, "jurymast: %s\n", seed.error().message.c_str());
    return kToolFailed;
  }
  SystemClock clock;
  telemetry::Log log(clock, {.descriptor = 2, .form = telemetry::log_form_for(2)});
  http::Loop loop(clock);
  // Before anything is said to be ready: a signal that comes right after must find its handler.
  http::Signals signals(loop, {SIGTERM, SIGINT, SIGHUP, SIGUSR1});
  auto gateway =
      Gateway::start({options.config, std::move(*loaded->snapshot), *seed, *sockets, std::move(loaded->admin)}, loop, clock, log);
  if (!gateway) {
    std::fprintf(stderr, "jurymast: %s\n", gateway.error().message.c_str());
    return kToolFailed;
  }
  std::printf("jurymast listening on %s admin %s\n", (*gateway)->url().c_str(), (*gateway)->admin_url().c_str());
  std::fflush(stdout);
  Watch watch(**gateway, loop);
  signals.run([&running = **gateway](int signal) { obey(running, signal); });
  watch.look();
  loop.run();
  const Gateway::Closed closed = (*gateway)->close();
  if (closed == Gateway::Closed::CaughtByDisk) {
    log.error("journal_left",
              {{"reason", telemetry::Identifier{"the disk does not answer; the next start writes what the journal holds"}}});
    // The journal's thread is caught in a call to the disk: what it uses must stand until the process is gone.
    std::_Exit(kToolFailed);
  }
  log.info("stopped");
  // So is a webhook's thread in looking up a name; nothing but that is left to be done.
  if (closed == Gateway::Closed::CaughtByLookup) std::_Exit(kPass);
  return kPass;
}

}  // namespace jurymast::app
