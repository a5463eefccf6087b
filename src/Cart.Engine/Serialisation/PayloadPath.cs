namespace Cart.Engine;

/// <summary>
/// Points at a value of a payload. Written out only for a refusal, as a JSON pointer (RFC 6901) for both formats: a payload of many
/// members below a long name must not cost the name once for each.
/// </summary>
internal sealed record PayloadPath(PayloadPath? Parent, string Key)
{
    /// <summary>The payload as a whole.</summary>
    public static PayloadPath Root { get; } = new(null, "");

    public PayloadPath Member(string key) => new(this, key);

    public InvalidPayloadException Refusal(string message, Exception? cause = null) => new(message, ToString(), cause);

    /// <inheritdoc/>
    public override string ToString() => Parent is null
        ? ""
        : $"{Parent}/{Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
