namespace Cart.Engine;

/// <summary>A store did not answer.</summary>
public sealed class CartUnavailableException : CartException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked of which store.</param>
    /// <param name="outcomeUnknown">Whether the request may have taken effect.</param>
    /// <param name="innerException">The client library's exception.</param>
    public CartUnavailableException(string message, bool outcomeUnknown, Exception? innerException = null)
        : base(message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <inheritdoc/>
    public override string Code => "store_unavailable";

    /// <summary>
    /// Whether the request may have taken effect: then repeat it only with the same operation id. If not, nothing was changed.
    /// </summary>
    public bool OutcomeUnknown { get; }
}
