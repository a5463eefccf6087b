using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Tells at the start of the host of calculators and checkers that configuration names and that cannot be found.</summary>
internal sealed class NamedComponentValidator(IEnumerable<NamedComponent> components, ILogger<NamedComponentValidator> logger)
    : IValidateOptions<CartOptions>
{
    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        var missing = components.Where(static component => component.Type is null).ToList();
        if (options.Strict && missing.Count > 0)
        {
            return ValidateOptionsResult.Fail(missing.Select(static component =>
                $"{component.Setting} = '{component.Name}' could not be used: {component.Cause}. Correct the name, or set Strict to false."));
        }

        foreach (var component in missing)
        {
            logger.ComponentNotFound(component.Setting, component.Name, component.Cause, component.Fallback);
        }

        return ValidateOptionsResult.Success;
    }
}
