using System.Globalization;

namespace Cart.Engine;

/// <summary>The definition of a discount as a person enters it, with whatever mistakes.</summary>
public sealed record DiscountInput
{
    /// <summary>The code: 1 to 50 characters.</summary>
    public string? Code { get; init; }

    /// <summary><c>percent</c>, the default, or <c>fixed</c>.</summary>
    public string? DiscountType { get; init; } = "percent";

    /// <summary>What the discount takes off.</summary>
    public decimal Value { get; init; }

    /// <summary>The least sum of the lines. Default 0.</summary>
    public decimal MinCartValue { get; init; }

    /// <summary>How many orders can use it; null for any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>How many orders of one user can use it; null for any number.</summary>
    public int? MaxUsesPerCustomer { get; init; }

    /// <summary>Whether it can be used at all. Default true.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The first moment at which it is valid; null for no beginning.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>The last moment at which it is valid; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Reads the definition. Returns what is wrong with it; nothing if <paramref name="discount"/> can be stored.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="currency">The currency of its amounts, which says how many decimals they can have. Default null: two decimals.</param>
    /// <param name="stored">
    /// The discount that is edited: what it has can stay, whatever the rules for new discounts are. Default null: a new discount.
    /// </param>
    public IReadOnlyList<DiscountFieldError> Read(out Discount discount, Currency? currency = null, Discount? stored = null)
    {
        var errors = new List<DiscountFieldError>();
        var code = ReadCode(stored is null, errors);
        var type = ReadType(errors);
        discount = new Discount
        {
            Code = code,
            Type = type ?? Engine.DiscountType.Fixed,
            Value = Value,
            MinCartValue = MinCartValue,
            MaxUses = MaxUses,
            MaxUsesPerCustomer = MaxUsesPerCustomer,
            IsActive = Active,
            ValidFrom = ValidFrom,
            ValidUntil = ValidUntil,
        };
        var others = DiscountValidator.Validate(discount, currency);
        errors.AddRange((stored is null ? others : DiscountValidator.WithoutKept(others, discount, stored)).Where(static error => error.Field != "code"));
        return errors;
    }

    private DiscountCode ReadCode(bool isNew, List<DiscountFieldError> errors)
    {
        var text = Code?.Trim() ?? "";
        if (!DiscountCode.TryParse(text, out var code))
        {
            var length = text.Length.ToString(CultureInfo.InvariantCulture);
            errors.Add(new("code", text.Length switch
            {
                0 => "This field cannot be blank.",
                > DiscountCode.MaxLength => $"Ensure this value has at most {DiscountCode.MaxLength} characters (it has {length}).",
                _ => "Enter a code with at least one visible character, and without control characters and broken surrogate pairs.",
            }));
        }

        else if (isNew && DiscountValidator.CheckNew(code) is { } error)
        {
            errors.Add(error);
        }

        return code;
    }

    private DiscountType? ReadType(List<DiscountFieldError> errors)
    {
        switch (DiscountType)
        {
            case "percent":
                return Engine.DiscountType.Percent;
            case "fixed":
                return Engine.DiscountType.Fixed;
            default:
                errors.Add(new("discount_type", $"Value '{DiscountType}' is not a valid choice."));
                return null;
        }
    }
}
