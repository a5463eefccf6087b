using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>What is known of a fault of Redis, in place of the client library's exception: loggers print inner exceptions too.</summary>
internal sealed class RedisDetail(string text, RefusalKind? refusal = null) : RedisException(text)
{
    /// <summary>How a server rejected the command; null if none did.</summary>
    public RefusalKind? Refusal { get; } = refusal;
}
