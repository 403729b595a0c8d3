#pragma once
#include <memory>
#include <vector>

#include "policy/shadow.hpp"

namespace jurymast::proxy {

struct LoopPlane;
struct OperationInput;
class Operation;

/// The shadows of one loop: copies of callers' requests that go to a fallback, are judged as any answer is, and are dropped. Each is an
/// operation that nobody listens to, with a record of its own. Used on its loop alone.
class ShadowRuns {
 public:
  explicit ShadowRuns(LoopPlane& plane) : plane_(plane) {}

  /// To be called for each request whose assignment is made, before it begins: copies it where it is to have a shadow, which begins after it.
  void consider(const OperationInput& of_caller);
  /// Ends those that run, each with its record; none begins any more.
  void close();

 private:
  struct Shadow {
    OperationId id;
    std::shared_ptr<Operation> operation;
  };
  policy::ShadowChoice choose(const OperationInput& of_caller);
  Shadow copy(const OperationInput& of_caller, const policy::ShadowChoice& choice);
  void begin(const Shadow& shadow);
  void ended(OperationId id);
  void end_all();

  LoopPlane& plane_;
  std::vector<Shadow> running_;  ///< of all loops together at most policy::kShadowsMax
  bool closed_ = false;
};

}  // namespace jurymast::proxy
