using System.Text;

namespace Kiosk.Edge.Evaluation;

/// <summary>A CSV or TSV file whose first line names its columns, as spreadsheets write it: UTF-8 with or without a
/// byte order mark, any line ends.</summary>
internal sealed class LabelTable
{
    private readonly string _path;
    private readonly string[] _header;

    private LabelTable(string path, string[] header, IReadOnlyList<Row> rows)
    {
        _path = path;
        _header = header;
        Rows = rows;
    }

    /// <summary>Every line below the header that is not empty.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Reads comma-separated values with quotes as in RFC 4180; a quoted field may span lines.</summary>
    /// <exception cref="EvaluationException">The file can't be read or has no rows.</exception>
    public static LabelTable ReadCsv(string path) => Read(path, Text(path), ',', quoteSpansLines: true);

    /// <summary>Reads tab-separated values. Texts often hold stray quotes, so only a field that both starts and ends
    /// with one counts as quoted.</summary>
    /// <exception cref="EvaluationException">The file can't be read or has no rows.</exception>
    public static LabelTable ReadTsv(string path) => Read(path, Text(path), '\t', quoteSpansLines: false);

    /// <summary>The number of a column that must be there.</summary>
    public int Column(string name) => OptionalColumn(name) ?? throw new EvaluationException(
        $"The first line of {_path} must name a column \"{name}\"; it names {string.Join(", ", _header)}.");

    /// <summary>The number of a column that may be missing.</summary>
    public int? OptionalColumn(string name)
    {
        var column = Array.FindIndex(_header, title => title.Equals(name, StringComparison.OrdinalIgnoreCase));
        return column < 0 ? null : column;
    }

    /// <summary>The number of a row's label.</summary>
    /// <exception cref="EvaluationException">It is none of <paramref name="names"/>.</exception>
    public int Label(Row row, int column, LabelNames names) => names.NumberOf(row.Cell(column)) ?? throw Wrong(
        row, $"the label \"{row.Cell(column)}\" is unknown; valid are {names}");

    /// <summary>What is wrong with a row, as one sentence.</summary>
    public EvaluationException Wrong(Row row, string reason) => new($"Line {row.Line} of {_path}: {reason}.");

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"The labels can't be read: {exception.Message}", exception);
        }
    }

    private static LabelTable Read(string path, string text, char separator, bool quoteSpansLines)
    {
        var rows = quoteSpansLines ? QuotedRows(path, text, separator) : PlainRows(text, separator);
        if (rows.Count == 0)
        {
            throw new EvaluationException($"{path} is empty; its first line must name the columns.");
        }

        if (rows.Count == 1)
        {
            throw new EvaluationException($"{path} has a first line and nothing below it.");
        }

        var header = Array.ConvertAll(rows[0].Cells, title => title.Trim());
        return new LabelTable(path, header, rows[1..]);
    }

    private static List<Row> PlainRows(string text, char separator)
    {
        List<Row> rows = [];
        var line = 0;
        // Not ReplaceLineEndings: U+0085, U+2028 and the like stand inside of texts from the web.
        foreach (var content in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            line++;
            if (content.Length > 0)
            {
                rows.Add(new Row(line, Array.ConvertAll(content.Split(separator), Unquote)));
            }
        }

        return rows;
    }

    private static string Unquote(string field) => field is ['"', .. var inner, '"']
        ? inner.Replace("\"\"", "\"", StringComparison.Ordinal)
        : field;

    private static List<Row> QuotedRows(string path, string text, char separator)
    {
        List<Row> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, firstLine, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '"' && (quoted || cell.Length == 0))
            {
                // A doubled quote inside of quotes is one quote.
                if (quoted && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (!quoted && character == separator)
            {
                EndCell();
            }
            else if (!quoted && character is '\n' or '\r')
            {
                EndRow();
            }
            else
            {
                cell.Append(character);
            }

            if (character == '\n' || (character == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
            {
                line++;
            }
        }

        if (quoted)
        {
            throw new EvaluationException($"Line {firstLine} of {path}: a quoted field never ends.");
        }

        EndRow();
        return rows;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells is not [""])
            {
                rows.Add(new Row(firstLine, [.. cells]));
            }

            cells.Clear();
            firstLine = line + 1;
        }
    }

    /// <summary>One line of the file.</summary>
    /// <param name="Line">Its number, counted from 1.</param>
    /// <param name="Cells">Its fields, unquoted.</param>
    internal sealed record Row(int Line, string[] Cells)
    {
        /// <summary>A field without the spaces around it; empty when the line is too short.</summary>
        public string Cell(int column) => column < Cells.Length ? Cells[column].Trim() : "";

        /// <summary>A field that may be empty, or whose column may be missing: then null.</summary>
        public string? OptionalCell(int? column) =>
            column is { } there && Cell(there) is { Length: > 0 } cell ? cell : null;
    }
}
