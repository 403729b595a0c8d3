#include "mock/mock_server.hpp"

#include <functional>
#include <future>
#include <thread>
#include <utility>

#include "http/listener.hpp"
#include "http/loop.hpp"
#include "mock/mock_handler.hpp"

namespace jurymast::mock {
namespace {

/// How soon a listener that could not be opened again is tried once more.
constexpr Duration kReopenPause = std::chrono::milliseconds(20);

http::SessionLimits session_limits() {
  http::SessionLimits limits{};
  limits.body_bytes_max = kMockBodyBytesMax;
  limits.head_timeout = limits::kHeadReadTimeout;
  limits.keep_alive_timeout = limits::kClientKeepAliveTimeMax;
  // A slow gateway is something to be seen, not something to cut off.
  limits.body_rate_floor_bytes_per_second = 0;
  limits.body_rate_grace = limits::kBodyRateGrace;
  return limits;
}

}  // namespace

struct MockServer::Inside {
  Inside(MockSettings settings, Clock& clock)
      : loop(clock),
        address(settings.listen),
        reopen(loop),
        desk(std::make_shared<MockDesk>(std::move(settings), loop.now())) {
    desk->refuse = [this](Duration time) { loop.post([this, time] { refuse(time); }); };
  }
  ~Inside() {
    desk->refuse = [](Duration) {};
  }

  Result<void> open() {
    http::Listener::Settings settings{address, session_limits(), nullptr, nullptr, [shared = desk, &on = loop] {
                                        return std::make_unique<MockHandler>(shared, on);
                                      }};
    auto opened = http::Listener::open(loop, std::move(settings));
    if (!opened) return tl::unexpected<Error>(opened.error());
    listener = std::move(*opened);
    return {};
  }

  /// From now on the address that was picked is the one to come back to.
  void keep_address() {
    port = listener->port();
    const std::size_t colon = address.rfind(':');
    if (port != 0 && colon != std::string::npos) address = address.substr(0, colon + 1) + std::to_string(port);
  }

  void refuse(Duration time) {
    listener.reset();
    reopen.set(loop.now() + time, [this] { come_back(); });
  }

  void come_back() {
    if (!open()) reopen.set(loop.now() + kReopenPause, [this] { come_back(); });
  }

  /// Runs `work` on the loop and waits for it.
  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    loop.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  http::Loop loop;
  std::string address;
  std::uint16_t port = 0;
  http::Timer reopen;
  const std::shared_ptr<MockDesk> desk;
  std::unique_ptr<http::Listener> listener;
  std::thread thread;
};

MockServer::MockServer(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {
  inside_->thread = std::thread([loop = &inside_->loop] { loop->run(); });
}

Result<std::unique_ptr<MockServer>> MockServer::start(MockSettings settings, Clock& clock) {
  auto inside = std::make_unique<Inside>(std::move(settings), clock);
  if (auto opened = inside->open(); !opened) return tl::unexpected<Error>(opened.error());
  inside->keep_address();
  return std::unique_ptr<MockServer>(new MockServer(std::move(inside)));
}

MockServer::~MockServer() {
  inside_->on_loop([this] {
    inside_->reopen.cancel();
    inside_->listener.reset();
  });
  // Behind what closing the sessions has left for the loop to do.
  inside_->loop.post([this] { inside_->loop.stop(); });
  inside_->thread.join();
}

std::uint16_t MockServer::port() const { return inside_->port; }

std::string MockServer::origin() const { return "http://" + inside_->address; }

void MockServer::set_faults(std::vector<FaultRule> rules) {
  inside_->on_loop([&] { inside_->desk->api.set_rules(std::move(rules), inside_->loop.now()); });
}

void MockServer::go_down(const Fault& fault, Duration time) {
  inside_->on_loop([&] {
    if (fault.refuse) return inside_->refuse(time);
    inside_->desk->api.set_outage(fault, inside_->loop.now() + time);
  });
}

void MockServer::set_pace(const Pace& pace) {
  inside_->on_loop([&] { inside_->desk->api.set_pace(pace); });
}

void MockServer::set_slots(std::uint64_t slots) {
  inside_->on_loop([&] { inside_->desk->slots.set_limit(slots); });
}

std::vector<Attempt> MockServer::attempts() {
  std::vector<Attempt> attempts;
  inside_->on_loop([&] { attempts = inside_->desk->log.all(); });
  return attempts;
}

void MockServer::clear_attempts() {
  inside_->on_loop([&] { inside_->desk->log.clear(); });
}

}  // namespace jurymast::mock
