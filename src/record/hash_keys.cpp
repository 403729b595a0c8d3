#include "record/hash_keys.hpp"

#include <algorithm>
#include <string_view>

#include "crypto/digest.hpp"

namespace jurymast::record {
namespace {

/// Each purpose has a key of its own, so that equal texts of two kinds have different hashes.
crypto::SipKey derive(const Secret& record_key, std::string_view purpose) {
  const crypto::Digest digest = crypto::hmac_sha256(record_key.reveal(), purpose);
  crypto::SipKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

}  // namespace

crypto::SipKey caller_id_key(const Secret& record_key) { return derive(record_key, "caller id"); }

crypto::SipKey body_key(const Secret& record_key) { return derive(record_key, "body"); }

crypto::SipKey draw_key(const Secret& record_key) { return derive(record_key, "draw"); }

}  // namespace jurymast::record
