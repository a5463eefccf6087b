namespace Cart.Engine;

/// <summary>A serialised cart is not the documented map. It is refused whole, and nothing was changed.</summary>
public sealed class InvalidPayloadException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and what is expected.</param>
    /// <param name="path">Where: a JSON pointer such as <c>/7:42/quantity</c>; empty for the payload as a whole.</param>
    /// <param name="innerException">The parser's exception.</param>
    public InvalidPayloadException(string message, string path, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <inheritdoc/>
    public override string Code => "malformed_payload";

    /// <summary>Where the fault is: a JSON pointer (RFC 6901); empty for the payload as a whole. The form is the same for MessagePack.</summary>
    public string Path { get; }
}
