namespace Cart.Engine;

/// <summary>A user id is empty, longer than 255 characters, or holds a control character. Nothing was changed.</summary>
public sealed class InvalidUserIdException : CartException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="length">The number of characters after trimming.</param>
    public InvalidUserIdException(int length)
        : base($"A user id has 1 to {BindUser.MaxUserIdLength} characters, none of them a control character; this one has {length}.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "invalid_user_id";
}
