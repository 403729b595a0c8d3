#pragma once
#include "base/time.hpp"

namespace jurymast::app {

/// Ends from any thread what another one waits for in the network; once raised it stays raised.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  void raise();
  bool raised() const;
  /// Readable once it was raised.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// How long a step in the network is waited for.
struct Patience {
  // Most who wait can be waited for.
  Patience(MonotonicTime end, const Interrupt* ends_early = nullptr) : until(end), interrupt(ends_early) {}
  bool interrupted() const { return interrupt != nullptr && interrupt->raised(); }

  MonotonicTime until;
  const Interrupt* interrupt;  ///< null: nobody ends it before its time
};

}  // namespace jurymast::app
