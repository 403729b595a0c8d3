#include "store/zstd.hpp"

#include <zstd.h>

#include <algorithm>
#include <cstdint>

#include "base/assert.hpp"

namespace jurymast::store {
namespace {

/// Lines of a log are much alike: more work than this makes them hardly smaller.
constexpr int kLevel = 3;
/// The first of those numbers with which frames begin that are passed over.
constexpr std::uint32_t kUnseenMagic = 0x184D2A50;

std::size_t room_for(std::size_t bytes) { return ZSTD_compressBound(bytes); }

}  // namespace

struct Packer::Context {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ~Context() { ZSTD_freeCCtx(context); }
};

Packer::Packer() : context_(std::make_unique<Context>()) {
  JURYMAST_ASSERT(context_->context != nullptr);
  ZSTD_CCtx_setParameter(context_->context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_->context, ZSTD_c_checksumFlag, 1);
}
Packer::~Packer() = default;

Result<std::string> Packer::pack(std::string_view text) {
  std::string packed(room_for(text.size()), '\0');
  const std::size_t bytes = ZSTD_compress2(context_->context, packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(bytes) != 0) return fail(Code::Exhausted, "zstd cannot compress: {}", ZSTD_getErrorName(bytes));
  packed.resize(bytes);
  return packed;
}

Result<std::string> unpack(std::string_view packed, std::size_t bytes_max) {
  const auto told = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (told == ZSTD_CONTENTSIZE_ERROR || told == ZSTD_CONTENTSIZE_UNKNOWN || told > bytes_max)
    return fail(Code::Corrupt, "the frame does not begin as one, or has more than {} bytes", bytes_max);
  std::string text(static_cast<std::size_t>(told), '\0');
  const std::size_t bytes = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(bytes) != 0) return fail(Code::Corrupt, "the frame is damaged: {}", ZSTD_getErrorName(bytes));
  if (bytes != text.size()) return fail(Code::Corrupt, "the frame is shorter than it says");
  return text;
}

struct Unpacker::Context {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::size_t wanted = 0;  ///< of the frame that is being unpacked; 0: none is
  ~Context() { ZSTD_freeDCtx(context); }
};

Unpacker::Unpacker() : context_(std::make_unique<Context>()) { JURYMAST_ASSERT(context_->context != nullptr); }
Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&&) noexcept = default;
Unpacker::~Unpacker() = default;

Result<std::size_t> Unpacker::take(std::string_view& packed, std::string& room) {
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  ZSTD_outBuffer out{room.data(), room.size(), 0};
  const std::size_t wanted = ZSTD_decompressStream(context_->context, &out, &in);
  if (ZSTD_isError(wanted) != 0) return fail(Code::Corrupt, "what is compressed is damaged: {}", ZSTD_getErrorName(wanted));
  context_->wanted = wanted;
  packed.remove_prefix(in.pos);
  return out.pos;
}

bool Unpacker::between_frames() const { return context_->wanted == 0; }

std::string unseen_frame_head(std::size_t content_bytes) {
  std::string head;
  for (const std::uint32_t number : {kUnseenMagic, static_cast<std::uint32_t>(content_bytes)}) {
    for (unsigned shift = 0; shift < 32; shift += 8) head += static_cast<char>(number >> shift & 0xffU);
  }
  return head;
}

}  // namespace jurymast::store
