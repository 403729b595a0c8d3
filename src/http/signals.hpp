#pragma once
#include <functional>
#include <initializer_list>
#include <memory>

#include "http/loop.hpp"

namespace jurymast::http {

/// Takes over signals for the process from its construction on; those that came before run() are delivered then.
class Signals {
 public:
  Signals(Loop& loop, std::initializer_list<int> signals);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Calls `on_signal` with each signal's number, on the loop.
  void run(std::function<void(int)> on_signal);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jurymast::http
