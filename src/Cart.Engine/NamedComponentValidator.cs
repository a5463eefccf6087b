using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Tells at the start of the host of what configuration names and cannot be found.</summary>
internal sealed class NamedComponentValidator(IEnumerable<NamedComponent> components, ILogger<NamedComponentValidator> logger)
    : IValidateOptions<CartOptions>
{
    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        var missing = components.Where(static component => component.Type is null).ToList();
        var fatal = missing.Where(component => options.Strict || component.Fallback is null).ToList();
        if (fatal.Count > 0)
        {
            return ValidateOptionsResult.Fail(fatal.Select(static component =>
                $"{component.Setting} = '{component.Name}' could not be used: {component.Cause}. Correct the name"
                + (component.Fallback is null ? "." : ", or set Strict to false.")));
        }

        foreach (var component in missing)
        {
            logger.ComponentNotFound(component.Setting, component.Name, component.Cause, component.Fallback!);
        }

        return ValidateOptionsResult.Success;
    }
}
