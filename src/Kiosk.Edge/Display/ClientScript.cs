using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Kiosk.Edge.Display;

/// <summary><c>carekiosk.js</c> as it is served: without its comments and most of its spaces, ends of lines and last
/// semicolons, which are half of the file and nothing to a browser.</summary>
internal sealed partial class ClientScript
{
    private readonly byte[] _text;

    private ClientScript(byte[] text) => _text = text;

    /// <summary>Reads the file. Its comments must have lines of their own; a line inside a text must not begin like one
    /// nor end in a comma, and a text must hold no operator between spaces, no punctuation of code before one, and no
    /// bracket beside one.</summary>
    internal static ClientScript Load()
    {
        var served = new StringBuilder();
        var inComment = false;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "client", "carekiosk.js")))
        {
            var text = line.Trim();
            inComment |= text.StartsWith("/*", StringComparison.Ordinal);
            if (!inComment && text.Length > 0 && !text.StartsWith("//", StringComparison.Ordinal))
            {
                served.Append(Spaces().Replace(text, "$1$2"));
                if (text[^1] is not (';' or ',' or '{'))
                {
                    served.Append('\n');
                }
            }

            inComment &= !text.EndsWith("*/", StringComparison.Ordinal);
        }

        // What is declared once and not changed in the file needs no keeping in the browser.
        served.Replace(";}", "}").Replace(",}", "}").Replace("const ", "let ");
        return new ClientScript(Encoding.UTF8.GetBytes(served.ToString()));
    }

    internal Task SendAsync(HttpResponse response)
    {
        response.ContentType = "text/javascript; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        return response.Body.WriteAsync(_text).AsTask();
    }

    [GeneratedRegex(@" ?([{(,;:)]|=>|[=!<>]==?|&&|\|\||\?\?|[=?+*<>-]) | ([{}()])")]
    private static partial Regex Spaces();
}
