#pragma once
#include <array>
#include <string_view>

#include "base/secret.hpp"

namespace jurymast::crypto {

using Ed25519PublicKey = std::array<unsigned char, 32>;
using Ed25519Signature = std::array<unsigned char, 64>;
inline constexpr std::size_t kEd25519SeedBytes = 32;

/// The public key of a private key of kEd25519SeedBytes (RFC 8032). A seed of another length is a broken invariant.
Ed25519PublicKey ed25519_public_key(const Secret& seed);
/// The signature of a message (RFC 8032, pure Ed25519).
Ed25519Signature ed25519_sign(const Secret& seed, std::string_view message);
/// True if whoever holds the private key signed exactly this message.
bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message, const Ed25519Signature& signature);

}  // namespace jurymast::crypto
