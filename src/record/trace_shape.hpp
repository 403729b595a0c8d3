#pragma once
#include "record/shape.hpp"

namespace jurymast::record {

/// What a trace's line holds; policy::Tracer writes it by hand, and a test holds it against this.
KindShape trace_shape();

}  // namespace jurymast::record
