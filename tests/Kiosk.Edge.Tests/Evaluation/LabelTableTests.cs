using Kiosk.Edge.Evaluation;

namespace Kiosk.Edge.Tests.Evaluation;

public sealed class LabelTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("file,label\na.png,happy\n")]
    [InlineData("file,label\r\na.png,happy\r\n")]
    [InlineData("file,label\ra.png,happy")]
    [InlineData("\uFEFFfile,label\na.png,happy")]
    [InlineData("File , LABEL\n a.png , happy ")]
    [InlineData("label,other,file\nhappy,,a.png")]
    [InlineData("\"file\",\"label\"\n\"a.png\",\"happy\"")]
    [InlineData("\n\nfile,label\n\na.png,happy\n\n")]
    [InlineData("file,label\na.png,happy\n,\n , \n,,\n")]
    [InlineData("\"file\", \"label\"\n\"a.png\", \"happy\"\n")]
    [InlineData("label, file\nhappy,\t \"a.png\" \n")]
    public void A_spreadsheet_s_way_of_writing_does_not_matter(string text)
    {
        File.WriteAllText(_path, text);

        var table = LabelTable.ReadCsv(_path);

        var row = Assert.Single(table.Rows);
        Assert.Equal("a.png", row.Cell(table.Column("file")));
        Assert.Equal("happy", row.Cell(table.Column("label")));
        Assert.Null(row.OptionalCell(table.OptionalColumn("group")));
    }

    [Fact]
    public void A_quoted_field_holds_commas_quotes_and_line_ends()
    {
        File.WriteAllText(_path, "file,label\r\n\"a,\"\"b\"\"\r\nc.png\",happy\r\nd.png,sad");

        var table = LabelTable.ReadCsv(_path);

        Assert.Equal(["a,\"b\"\r\nc.png", "d.png"], table.Rows.Select(row => row.Cells[0]));
        Assert.Equal([2, 4], table.Rows.Select(row => row.Line));
    }

    [Fact]
    public void A_stray_quote_in_a_text_is_a_quote()
    {
        File.WriteAllText(
            _path,
            "text\tlabel\n\"hello\tother\n\"say \"\"hi\"\"\"\tthanks\n5\" screen\tother\n\"a\" or \"b\"\tother");

        var table = LabelTable.ReadTsv(_path);

        Assert.Equal(
            ["\"hello", "say \"hi\"", "5\" screen", "\"a\" or \"b\""], table.Rows.Select(row => row.Cells[0]));
    }

    [Fact]
    public void A_quoted_text_holds_line_ends()
    {
        File.WriteAllText(
            _path,
            "text\tlabel\r\n\"two\nlines, \"\"said\"\"\"\tother\r\n\"no\tother\r\nend\"\tthanks\r\n\t\r\n");

        var table = LabelTable.ReadTsv(_path);

        Assert.Equal(["two\nlines, \"said\"", "\"no", "end\""], table.Rows.Select(row => row.Cells[0]));
        Assert.Equal([2, 4, 5], table.Rows.Select(row => row.Line));
    }

    [Fact]
    public void Only_line_feeds_and_carriage_returns_end_a_line()
    {
        File.WriteAllText(_path, "text\tlabel\r\nwell\u0085 no\u2028way\tother\rthanks\tthanks\n");

        var table = LabelTable.ReadTsv(_path);

        Assert.Equal(["well\u0085 no\u2028way", "thanks"], table.Rows.Select(row => row.Cells[0]));
        Assert.Equal([2, 3], table.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("file,label\n", "nothing below it")]
    [InlineData("file,label\n\"a.png,happy\n", "Line 2 of")]
    public void A_table_without_rows_is_refused(string text, string reason)
    {
        File.WriteAllText(_path, text);

        Assert.Contains(reason, Assert.Throws<EvaluationException>(() => LabelTable.ReadCsv(_path)).Message);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        File.WriteAllText(_path, "path,label\na.png,happy");

        var refused = Assert.Throws<EvaluationException>(() => LabelTable.ReadCsv(_path).Column("file"));

        Assert.Contains("must name a column \"file\"; it names path, label", refused.Message);
    }
}
