#pragma once
#include <string>

#include "policy/snapshot.hpp"

namespace jurymast::proxy {

/// The whole response to `GET /v1/models`: the names that a request may carry as `model`, in OpenAI's shape. Patterns are no names.
std::string models_answer(const policy::Snapshot& snapshot, const OperationId& id, bool close);

}  // namespace jurymast::proxy
