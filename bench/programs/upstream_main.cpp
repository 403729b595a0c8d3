#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>

#include "content_flags.hpp"
#include "tls.hpp"
#include "upstream.hpp"

namespace jurymast::bench {
namespace {

struct Flags {
  UpstreamPlan plan;
  std::int64_t event_every_us = 0;
  std::string tls_certificate;
  std::string tls_key;
};

void declare(CLI::App& app, Flags& flags) {
  declare_content(app, flags.plan.content);
  app.add_option("--status", flags.plan.status, "Status of every answer")->capture_default_str();
  app.add_flag("--rewritten", flags.plan.rewritten, "Requests come from a gateway that writes their bodies anew, the model first");
  app.add_option("--event-every-us", flags.event_every_us, "Microseconds between two events of a stream; 0: it comes in one piece");
  auto* certificate = app.add_option("--tls-certificate", flags.tls_certificate, "Speak TLS with the certificate in this PEM file");
  app.add_option("--tls-key", flags.tls_key, "PEM file of its key")->needs(certificate);
}

/// Serves until the process is ended; comes back with what kept it from beginning.
Error serve(Flags& flags) {
  flags.plan.event_every = std::chrono::microseconds(flags.event_every_us);
  std::optional<TlsContext> tls;
  if (!flags.tls_certificate.empty()) {
    auto made = TlsContext::server(flags.tls_certificate, flags.tls_key);
    if (!made) return made.error();
    flags.plan.tls = &tls.emplace(std::move(*made));
  }
  auto listener = listen_on_loopback();
  if (!listener) return listener.error();
  std::printf("upstream listening on %d\n", port_of(*listener));
  std::fflush(stdout);
  SystemClock clock;
  Upstream(flags.plan, clock, std::move(*listener)).run();
}

}  // namespace
}  // namespace jurymast::bench

int main(int argc, char** argv) {
  using namespace jurymast;
  bench::Flags flags;
  CLI::App app("An upstream that answers at once, always with the same bytes.", "bench_upstream");
  bench::declare(app, flags);
  CLI11_PARSE(app, argc, argv);
  // A write of TLS cannot ask for a peer that is gone to be an error alone.
  std::signal(SIGPIPE, SIG_IGN);
  std::fprintf(stderr, "bench_upstream: %s\n", bench::serve(flags).message.c_str());
  return 1;
}
