using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>The id of a cart on a command line.</summary>
internal sealed class CartIdArgument : Argument<CartId>
{
    public CartIdArgument()
        : base("ID")
    {
        Description = "The id of the cart: 32 hexadecimal digits.";
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (!CartId.TryParse(text, out var id))
            {
                result.AddError($"'{text}' is no id of a cart; expected 32 hexadecimal digits in lower case.");
            }

            return id;
        };
    }
}
