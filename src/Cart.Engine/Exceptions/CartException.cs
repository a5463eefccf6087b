namespace Cart.Engine;

/// <summary>The base of every exception of the engine that a caller may want to act on. Catch the specific ones first.</summary>
public abstract class CartException : Exception
{
    /// <summary>Makes the exception.</summary>
    protected CartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A code that never changes, such as <c>store_unavailable</c>.</summary>
    public abstract string Code { get; }
}
