#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/operation.hpp"

namespace jurymast::record {

/// To which part of the traffic an operation belongs when it begins: what its record says of that where it is interrupted. One that ends says
/// it with its decision, which may have made it a rescue.
struct StartArm {
  Arm arm = Arm::Control;
  std::optional<std::uint32_t> weight_ppm{};  ///< none: it was not drawn
  std::string_view assigned_name{};           ///< the target that it was drawn to
};

/// The start of an operation that belongs to an arm; without one it belongs to `control`.
std::string render_start(const OperationStart& start, const StartArm& arm);

}  // namespace jurymast::record
