#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <string>

#include "relay.hpp"

int main(int argc, char** argv) {
  using namespace jurymast::bench;
  const std::map<std::string, RelayEngine> engines{{"epoll", RelayEngine::Epoll},
                                                   {"epoll_nested", RelayEngine::NestedEpoll},
                                                   {"uring", RelayEngine::Uring},
                                                   {"uring_multishot", RelayEngine::UringMultishot}};
  RelayEngine engine = RelayEngine::Epoll;
  std::uint16_t upstream = 0;
  CLI::App app("Hands on what comes, unread, to a connection of its own and back.", "bench_relay");
  app.add_option("--engine", engine, "How it learns that bytes have come")->required()->transform(CLI::CheckedTransformer(engines));
  app.add_option("--upstream", upstream, "Port of the upstream on 127.0.0.1")->required();
  CLI11_PARSE(app, argc, argv);

  const auto listener = listen_on_loopback();
  if (!listener) {
    fmt::print(stderr, "bench_relay: {}\n", listener.error().message);
    return 1;
  }
  fmt::print("relay listening on {}\n", port_of(*listener));
  std::fflush(stdout);
  const RelayPlan plan{*listener, upstream};
  const bool epoll = engine == RelayEngine::Epoll || engine == RelayEngine::NestedEpoll;
  const auto ended = epoll ? relay_by_epoll(plan, engine) : relay_by_uring(plan, engine);
  fmt::print(stderr, "bench_relay: {}\n", ended.error().message);
  return 1;
}
