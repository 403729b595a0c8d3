#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/file.hpp"
#include "store/zstd.hpp"

namespace jurymast::store {

/// What the name of a compressed file ends with, behind that of the file it was made from.
inline constexpr std::string_view kCompressedSuffix = ".zst";

/// The text of one file of the log from its beginning on, whether it is compressed or not.
class LogText {
 public:
  LogText() = default;
  /// A file by that path, compressed where its name says so. Nothing where there is none; fails where there is one that cannot be opened.
  static Result<std::optional<LogText>> open(std::string path);

  explicit operator bool() const { return static_cast<bool>(file_); }
  int descriptor() const { return file_.descriptor(); }
  /// The next bytes, good until the next call; empty at the end, where more may come later. Fails where the file cannot be read, and with
  /// Corrupt where what is compressed is damaged.
  Result<std::string_view> next();

 private:
  LogText(File file, std::string path);
  Result<std::string_view> read_bytes();
  Result<std::string_view> unpack_on();

  File file_;
  std::string path_;
  std::optional<Unpacker> unpacker_;  ///< of a compressed file
  std::size_t chunk_bytes_ = 0;
  std::string bytes_;
  std::string_view packed_;  ///< of these, what is not unpacked yet
  std::string text_;
};

}  // namespace jurymast::store
