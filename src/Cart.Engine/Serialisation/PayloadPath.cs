namespace Cart.Engine;

/// <summary>Points at a value of a payload: a JSON pointer (RFC 6901), for both formats.</summary>
internal static class PayloadPath
{
    public const string Root = "";

    public static string Append(string path, string key) =>
        path + "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
