namespace Cart.Engine;

/// <summary>The session of the request cannot keep a cart, so a change would be lost. Nothing was changed.</summary>
public sealed class SessionRequiredException : CartException
{
    /// <summary>Initializes the exception.</summary>
    public SessionRequiredException()
        : base("This request has no session that can keep a cart. Nothing was changed.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "session_required";
}
