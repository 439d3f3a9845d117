using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ParallelCmdlets.Tests;

/// <summary>Which types the types of an assembly use, as the compiler wrote them: in signatures, attributes and the bodies of methods.</summary>
internal static class Dependencies
{
    /// <summary>All uses of a type by another of the assembly; what is nested belongs to the type around it.</summary>
    public static IReadOnlyList<(TypeReference User, TypeReference Used)> Of(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly);
        return module.Types
            .SelectMany(user => WithNested(user).SelectMany(Used).SelectMany(Parts).Select(used => (User: (TypeReference)user, Used: Outermost(used))))
            .Where(use => use.User.FullName != use.Used.FullName)
            .DistinctBy(use => (use.User.FullName, use.Used.FullName))
            .ToArray();
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference?> Used(TypeDefinition type) =>
        Attributes(type)
            .Append(type.BaseType)
            .Concat(type.Interfaces.Select(i => i.InterfaceType))
            .Concat(type.GenericParameters.SelectMany(Constraints))
            .Concat(type.Fields.SelectMany(f => Attributes(f).Append(f.FieldType)))
            .Concat(type.Properties.SelectMany(p => Attributes(p).Append(p.PropertyType)))
            .Concat(type.Events.SelectMany(e => Attributes(e).Append(e.EventType)))
            .Concat(type.Methods.SelectMany(m => Attributes(m).Concat(Signature(m)).Concat(m.HasBody ? Body(m.Body) : Enumerable.Empty<TypeReference?>())));

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) => provider.CustomAttributes
        .SelectMany(a => a.ConstructorArguments.Select(c => c.Value).OfType<TypeReference>().Append(a.AttributeType));

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) => parameter.Constraints.Select(c => c.ConstraintType);

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType)
            .Concat(method is MethodDefinition definition ? definition.GenericParameters.SelectMany(Constraints) : Enumerable.Empty<TypeReference?>());

    private static IEnumerable<TypeReference?> Body(MethodBody body) =>
        body.Variables.Select(v => v.VariableType)
            .Concat(body.ExceptionHandlers.Select(h => h.CatchType))
            .Concat(body.Instructions.SelectMany(Operand));

    private static IEnumerable<TypeReference?> Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => new[] { type },
        FieldReference field => new[] { field.DeclaringType, field.FieldType },
        GenericInstanceMethod method => method.GenericArguments.Append(method.DeclaringType).Concat(Signature(method)),
        MethodReference method => Signature(method).Append(method.DeclaringType),
        _ => Enumerable.Empty<TypeReference?>(),
    };

    // A list of arrays of a type uses the list and the type.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => Enumerable.Empty<TypeReference>(),
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        RequiredModifierType modified => Parts(modified.ModifierType).Concat(Parts(modified.ElementType)),
        TypeSpecification of => Parts(of.ElementType),
        _ => new[] { type },
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType == null ? type : Outermost(type.DeclaringType);
}
