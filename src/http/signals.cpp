#include "http/signals.hpp"

#include <boost/asio/signal_set.hpp>
#include <utility>

namespace jurymast::http {

struct Signals::State {
  explicit State(Loop& loop) : set(loop.context()) {}

  void wait() {
    set.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      on_signal(signal);
      wait();
    });
  }

  boost::asio::signal_set set;
  std::function<void(int)> on_signal;
};

Signals::Signals(Loop& loop, std::initializer_list<int> signals) : state_(std::make_unique<State>(loop)) {
  for (const int signal : signals) state_->set.add(signal);
}

Signals::~Signals() = default;

void Signals::run(std::function<void(int)> on_signal) {
  state_->on_signal = std::move(on_signal);
  state_->wait();
}

}  // namespace jurymast::http
