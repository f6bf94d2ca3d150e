using System.Text.Json;
using Bindings.Shared;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class WordHashesTests
{
    /// <summary>The numbers that <c>training/word_hashes.py</c> wrote.</summary>
    public static TheoryData<string, long[]> Golden
    {
        get
        {
            var path = Path.Combine(RepositoryRoot.Path, "tests", "golden", "word_hashes.json");
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            TheoryData<string, long[]> data = [];
            foreach (var entry in file.RootElement.EnumerateArray())
            {
                data.Add(
                    entry.GetProperty("text").GetString()!, // every entry has one
                    [.. entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64())]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Serving_hashes_a_text_as_training_did(string text, long[] ids) =>
        Assert.Equal(ids, WordHashes.Of(text));

    [Theory]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("café", "cafe\u0301")]
    [InlineData("full width 12", "ＦＵＬＬ　ｗｉｄｔｈ　３４")]
    [InlineData("😡👩💻", "😡\uFE0F👩🏽\u200D💻")]
    [InlineData("noooo!!!", "NOOOOOOOOO!!!!!!!")]
    public void Texts_that_look_the_same_are_the_same(string one, string other) =>
        Assert.Equal(WordHashes.Of(one), WordHashes.Of(other));

    [Fact]
    public void Half_a_surrogate_pair_is_some_mark() =>
        Assert.Equal(WordHashes.Of("a \uFFFD"), WordHashes.Of("a \uD83D"));

    [Fact]
    public void What_lies_beyond_the_longest_text_is_not_looked_at()
    {
        var text = string.Concat(Enumerable.Repeat("못 참겠다 ", 400))[..WordHashes.Longest];

        Assert.Equal(WordHashes.Of(text), WordHashes.Of(text + new string('x', 10_000_000)));
    }

    [Fact]
    public void Every_row_is_one_of_the_table_or_a_break() => Assert.All(
        WordHashes.Of("Nothing works here, 아무것도 안 돼요!"),
        row => Assert.InRange(row, 0, WordHashes.Break));

    [Theory]
    [InlineData("", 1)]
    [InlineData("안녕", 0)]
    [InlineData("안 돼요!", 2)]
    [InlineData("no!! why?", 3)]
    public void Words_are_parted_by_breaks(string text, int breaks) =>
        Assert.Equal(breaks, WordHashes.Of(text).Count(row => row == WordHashes.Break));
}
