using System.Net;

namespace Cart.Walk;

/// <summary>A browser: its cookies, and what it has been shown.</summary>
internal sealed class Browser
{
    private readonly Dictionary<string, string> _bodies = [];
    private readonly List<(string Tag, long Version)> _tags = [];

    /// <summary>The cookies, by name.</summary>
    public Dictionary<string, string> Cookies { get; set; } = [];

    /// <summary>The total that was last shown.</summary>
    public decimal? Total { get; private set; }

    /// <summary>The calls that were sent with a key and can be sent again, the last one first.</summary>
    public List<(Call Call, string Key, Sent Sent)> Keyed { get; } = [];

    /// <summary>The tags that are remembered, the last one first.</summary>
    public IReadOnlyList<(string Tag, long Version)> Tags => _tags;

    /// <summary>Takes the cookies of an answer.</summary>
    public static void Apply(Dictionary<string, string> cookies, IReadOnlyList<string> setCookies)
    {
        foreach (var cookie in setCookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0 || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            {
                cookies.Remove(pair[0]);
            }
            else
            {
                cookies[pair[0]] = WebUtility.HtmlDecode(pair[1]);
            }
        }
    }

    /// <summary>Forgets what was shown: the cookies are another browser's or none.</summary>
    public void Forget()
    {
        _bodies.Clear();
        _tags.Clear();
        Total = null;
    }

    /// <summary>Returns the tag that a call sends; null for none.</summary>
    public (string Tag, long Version)? Choose(TagChoice choice, int back) => choice switch
    {
        TagChoice.Last when _tags.Count > 0 => _tags[0],
        TagChoice.Earlier when _tags.Count > 1 => _tags[Math.Min(1 + back, _tags.Count - 1)],
        _ => null,
    };

    /// <summary>Remembers what an answer with a cart showed.</summary>
    public void See(Answer answer)
    {
        if (answer is { Lines: not null, Order: null })
        {
            Total = answer.Total;
        }

        if (answer is { Tag: { } tag, Lines: not null, Order: null })
        {
            _tags.RemoveAll(known => known.Tag == tag);
            _tags.Insert(0, (tag, answer.Version));
        }
    }

    /// <summary>Remembers the body of a GET by its tag.</summary>
    /// <returns>The body that came with the same tag before, if it was another.</returns>
    public string? Remember(string tag, string body)
    {
        var text = WithoutExpiry(body);
        var other = _bodies.TryGetValue(tag, out var known) && known != text ? known : null;
        _bodies[tag] = text;
        return other;
    }

    /// <summary>The body that a tag stands for; null if it was never seen with a GET.</summary>
    public string? BodyOf(string tag) => _bodies.GetValueOrDefault(tag);

    /// <summary>A body without the time that passes.</summary>
    public static string WithoutExpiry(string body)
    {
        var start = body.IndexOf("\"expires_at\":", StringComparison.Ordinal);
        return start < 0 ? body : body[..start] + "\"expires_at\":null" + body[body.IndexOf(',', start)..];
    }
}
