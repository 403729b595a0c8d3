#include "config/system_secrets.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/document.hpp"

namespace jurymast::config {
namespace {

/// A directory of its own, removed with everything in it.
class SystemSecretsTest : public ::testing::Test {
 protected:
  SystemSecretsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jurymast-config-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~SystemSecretsTest() override { std::filesystem::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& content, mode_t mode) {
    const std::string path = (directory_ / name).string();
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }

  std::filesystem::path directory_;
  SystemSecrets secrets_;
};

TEST_F(SystemSecretsTest, ReadsAFileWithItsMode) {
  const auto file = secrets_.file(write("key", "planted\n", 0640));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->mode, 0640U);
  EXPECT_EQ(file->content.reveal(), "planted\n");
}

TEST_F(SystemSecretsTest, CutsAFileThatIsTooLarge) {
  const auto file = secrets_.file(write("key", std::string(3 * kSecretBytesMax, 'x'), 0600));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->content.reveal().size(), kSecretBytesMax + 1);
}

TEST_F(SystemSecretsTest, RefusesWhatIsNotARegularFile) {
  const std::string pipe = (directory_ / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_FALSE(secrets_.file(pipe).has_value());
  EXPECT_FALSE(secrets_.file(directory_.string()).has_value());
  EXPECT_FALSE(secrets_.file((directory_ / "absent").string()).has_value());
  EXPECT_FALSE(secrets_.readable((directory_ / "absent").string()).has_value());
  EXPECT_TRUE(secrets_.readable(write("certificate", "x", 0644)).has_value());
}

TEST_F(SystemSecretsTest, TellsAnUnsetVariableFromAnEmptyOne) {
  ::setenv("JURYMAST_CONFIG_TEST", "", 1);
  EXPECT_TRUE(secrets_.variable("JURYMAST_CONFIG_TEST").has_value());
  ::setenv("JURYMAST_CONFIG_TEST", "planted", 1);
  EXPECT_EQ(secrets_.variable("JURYMAST_CONFIG_TEST")->reveal(), "planted");
  ::unsetenv("JURYMAST_CONFIG_TEST");
  EXPECT_FALSE(secrets_.variable("JURYMAST_CONFIG_TEST").has_value());
}

TEST_F(SystemSecretsTest, ReadsAConfigurationOrSaysWhyNot) {
  EXPECT_EQ(read_config_file(write("jurymast.toml", "a = 1\n", 0644)).value_or(""), "a = 1\n");
  EXPECT_EQ(read_config_file(write("large.toml", std::string(2 * kConfigBytesMax, '#'), 0644)).value_or("").size(),
            kConfigBytesMax + 1);
  const auto missing = read_config_file((directory_ / "absent.toml").string());
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("No such file"), std::string::npos) << missing.error().message;
}

}  // namespace
}  // namespace jurymast::config
