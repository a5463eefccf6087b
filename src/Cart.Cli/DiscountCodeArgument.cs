using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>The code of a discount on a command line.</summary>
internal sealed class DiscountCodeArgument : Argument<DiscountCode>
{
    public DiscountCodeArgument()
        : base("CODE")
    {
        Description = $"The code of the discount, 1 to {DiscountCode.MaxLength} characters.";
        CustomParser = static result =>
        {
            if (!DiscountCode.TryParse(result.Tokens[0].Value, out var code))
            {
                result.AddError($"code: Expected 1 to {DiscountCode.MaxLength} characters, none of them a control character.");
            }

            return code;
        };
    }
}
