#pragma once
#include "base/secret.hpp"
#include "crypto/siphash.hpp"

namespace jurymast::record {

/// The key under which a caller's own request id is hashed.
crypto::SipKey caller_id_key(const Secret& record_key);
/// The key under which a request's body is fingerprinted.
crypto::SipKey body_key(const Secret& record_key);

}  // namespace jurymast::record
