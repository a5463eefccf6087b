namespace Cart.Engine;

/// <summary>A discount cannot be stored as it is defined. Nothing was changed.</summary>
public sealed class InvalidDiscountDefinitionException : CartException
{
    /// <summary>Makes the exception.</summary>
    public InvalidDiscountDefinitionException(IReadOnlyList<DiscountFieldError> errors)
        : base(string.Join(" ", errors.Select(static error => $"{error.Field}: {error.Message}"))) => Errors = errors;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<DiscountFieldError> Errors { get; }

    /// <inheritdoc/>
    public override string Code => "invalid_discount_definition";
}
