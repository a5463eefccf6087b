using System.Globalization;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Reads connection strings that are URLs, as hosting services hand them out.</summary>
internal static class RedisUrl
{
    private const string Expected = "Expected redis://user:password@host:port/database, or rediss:// for TLS.";
    private const int DefaultPort = 6379;

    public static bool IsUrl(string connectionString) => connectionString.Contains("://", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">It is not a URL of Redis, or it has a part that has no meaning here.</exception>
    public static ConfigurationOptions Read(string connectionString)
    {
        if (!Uri.TryCreate(connectionString.Trim(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw RedisWords.Unreadable(Expected);
        }

        if (url.Scheme is not "redis" and not "rediss")
        {
            throw RedisWords.Unreadable($"Its scheme is not known. {Expected}");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw RedisWords.Unreadable($"A URL of Redis has no parameters here, and no '?' or '#' that is not written as %3F or %23. {Expected}");
        }

        var options = new ConfigurationOptions { Ssl = url.Scheme is "rediss" };
        options.EndPoints.Add(url.IdnHost, url.Port > 0 ? url.Port : DefaultPort);
        if (options.Ssl)
        {
            options.SslHost = url.IdnHost;
        }

        if (url.UserInfo.Length > 0)
        {
            var user = url.UserInfo.Split(':', 2);
            options.User = user.Length == 2 && user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
            options.Password = Uri.UnescapeDataString(user[^1]);
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            options.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw RedisWords.Unreadable($"Its path is not the number of a database. {Expected}");
        }

        return options;
    }
}
